package dev.dragops.web.pages;

/** The actions of the audit trail in words; one that the messages do not know is named as it is. */
final class Actions {
    /** What the keys of the messages start with, before the action. */
    static final String KEY = "action.";

    private Actions() {}

    static String words(String action) {
        return Messages.find(KEY + action).orElse(action);
    }

    /** What a detail of an action is called. */
    static String detail(String name) {
        return Messages.find(KEY + "detail." + name).orElse(name);
    }
}
