package dev.dragops.systemtests.connections;

import static dev.dragops.systemtests.driver.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Json;
import dev.dragops.systemtests.driver.Person;
import dev.dragops.systemtests.driver.SystemTest;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Nodes reference a connection by its display name, so that it has to be unique for its owner. */
@SystemTest
class DisplayNamesIT {
    private final Dragops dragops;
    private final Person ada;

    DisplayNamesIT(Dragops dragops) {
        this.dragops = dragops;
        this.ada = dragops.register();
    }

    private static Answer create(Person person, String provider, String displayName) {
        return person.createApiKeyConnection(
                "{\"provider\":\"" + provider + "\",\"apiKey\":\"k\",\"displayName\":" + Json.quote(displayName) + "}");
    }

    @Test
    void refusesANameThatIsTakenWhateverItsCaseAndSpaces() {
        create(ada, "slack", "Slack - Taken").expect(201);

        create(ada, "github", "Slack - Taken").expectProblem(409, "CONNECTION_NAME_TAKEN");
        create(ada, "github", "slack - TAKEN").expectProblem(409, "CONNECTION_NAME_TAKEN");
        create(ada, "github", "  Slack - Taken\t").expectProblem(409, "CONNECTION_NAME_TAKEN");
    }

    @Test
    void letsTwoPeopleUseTheSameName() {
        create(ada, "slack", "Everybody's").expect(201);

        create(dragops.register(), "slack", "Everybody's").expect(201);
    }

    @Test
    void trimsAName() {
        assertThat(create(ada, "slack", "  Trimmed  ").expect(201).text("/displayName"))
                .isEqualTo("Trimmed");
    }

    @Test
    void refusesANameThatLooksLikeAnId() {
        create(ada, "slack", "conn_mine").expectRefusedField("displayName");
        create(ada, "slack", " CONN_mine").expectRefusedField("displayName");
        String id = ada.createSlack("k", "To be renamed like an id");
        ada.renameConnection(id, "conn_mine").expectRefusedField("displayName");
    }

    @Test
    void namesAConnectionAfterItsProviderAndMakesThatUnique() {
        Person bob = dragops.register();

        List<String> names = List.of(
                unnamed(bob, "slack").text("/displayName"),
                unnamed(bob, "slack").text("/displayName"),
                unnamed(bob, "slack").text("/displayName"));

        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.toLowerCase(Locale.ROOT)
                .startsWith("slack"));
    }

    @Test
    void numbersADefaultNameAlsoWhereAnotherSpellingOfItIsTaken() {
        Person bob = dragops.register();
        create(bob, "github", "\uFF33\uFF4C\uFF41\uFF43\uFF4B").expect(201); // full-width letters

        assertThat(unnamed(bob, "slack").text("/displayName")).isEqualTo("Slack 2");
    }

    private static Answer unnamed(Person person, String provider) {
        return person.createApiKeyConnection("{\"provider\":\"" + provider + "\",\"apiKey\":\"k\"}")
                .expect(201);
    }

    @Test
    void makesDefaultNamesUniqueAlsoWithTwentyCreatesAtOnce() {
        Person bob = dragops.register();

        List<Answer> answers =
                atOnce(20, i -> bob.createApiKeyConnection("{\"provider\":\"openai\",\"apiKey\":\"k" + i + "\"}"));

        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(bob.connectionNames()).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void givesOneOfTwentyTheNameThatAllWantAtOnce() {
        Person bob = dragops.register();

        List<Answer> answers = atOnce(20, i -> create(bob, "openai", "The one"));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .allSatisfy(refused -> refused.expectProblem(409, "CONNECTION_NAME_TAKEN"));
        assertThat(bob.connectionNames()).containsExactly("The one");
    }

    @Test
    void renamesAConnection() {
        String id = ada.createSlack("k", "Before");

        Answer renamed = ada.renameConnection(id, " After ").expect(200);

        assertThat(renamed.text("/displayName")).isEqualTo("After");
        assertThat(ada.engine().openConnection("after").expect(200).text("/connection/id"))
                .isEqualTo(id);
    }

    @Test
    void renamesToTheSameNameInAnotherCase() {
        String id = ada.createSlack("k", "Same name");

        assertThat(ada.renameConnection(id, "SAME NAME").expect(200).text("/displayName"))
                .isEqualTo("SAME NAME");
    }

    @Test
    void refusesToRenameToATakenOrBlankName() {
        ada.createSlack("k", "Occupied");
        String id = ada.createSlack("k", "Wants another name");

        ada.renameConnection(id, "occupied").expectProblem(409, "CONNECTION_NAME_TAKEN");
        ada.renameConnection(id, "   ").expectRefusedField("displayName");
        ada.patch("/api/connections/" + id, "{}").expectRefusedField("displayName");
    }

    @Test
    void freesANameByDeleting() {
        String id = ada.createSlack("k", "Free again");
        ada.deleteConnection(id).expect(204);

        create(ada, "slack", "Free again").expect(201);
    }
}
