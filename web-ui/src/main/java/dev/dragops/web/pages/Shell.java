package dev.dragops.web.pages;

import java.util.List;
import java.util.Set;

/**
 * What surrounds the content of each page.
 *
 * @param assets the folder of the files beside the pages
 * @param section the entry of the navigation that is current, empty where there is none
 * @param path the address of the page, to come back to
 * @param csrf the token of the forms on the page
 * @param notice the key of what is to be told at the top, empty where there is nothing
 * @param theme the colours that the person chose
 * @param person who is signed in; the pages before signing in have none, and no navigation
 */
public record Shell(
        String assets, String section, String path, String csrf, String notice, Theme theme, List<Person> person) {
    private static final Set<String> WARNINGS = Set.of(
            "notice.import-over",
            "notice.refresh-failed",
            "notice.provider-slow",
            "notice.verified-rejected",
            "notice.verified-inconclusive",
            "notice.verified-not_supported",
            "notice.app-refused",
            "notice.app-unclear",
            "notice.session-gone",
            "notice.key-rotation-under-way",
            "notice.key-in-use",
            "notice.root-key-rotation-under-way",
            "notice.root-key-file-refused",
            "notice.root-key-in-use");

    /** The sections that the navigation leads to. */
    static final List<String> SECTIONS = List.of("connections", "secrets", "activity");

    /** The pages about the person who is signed in. */
    static final List<String> OF_PERSON = List.of("profile", "tokens");

    /** The pages about this server, below {@code /admin/}. */
    static final List<String> OF_ADMINISTRATOR = List.of("oauth-apps", "packs", "keys", "system");

    public Shell {
        person = List.copyOf(person);
    }

    public List<String> sections() {
        return SECTIONS;
    }

    public List<String> ofPerson() {
        return OF_PERSON;
    }

    public List<String> ofAdministrator() {
        return OF_ADMINISTRATOR;
    }

    public List<Theme> themes() {
        return List.of(Theme.values());
    }

    /** Whether somebody is signed in. */
    public boolean signedIn() {
        return !person.isEmpty();
    }

    /** Whether the notice tells of something that did not go well. */
    public boolean warns() {
        return WARNINGS.contains(notice);
    }

    /**
     * Who is signed in.
     *
     * @param administrator whether the person administers this server
     * @param workspace the name of the workspace in force, empty where there is none
     */
    public record Person(String name, String email, boolean administrator, String workspace, List<Choice> workspaces) {
        public Person {
            workspaces = List.copyOf(workspaces);
        }

        /** What stands for the name. */
        public String initial() {
            return Initial.of(name);
        }
    }

    /** A workspace to switch to. */
    public record Choice(String id, String name, boolean active) {}
}
