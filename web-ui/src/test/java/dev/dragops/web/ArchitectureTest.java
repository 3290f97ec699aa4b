package dev.dragops.web;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import dev.dragops.vault.Plaintext;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.util.Map;
import java.util.Set;

/** The arrows and rooms of the whole product: servers load an EAR on one class path, so nothing else checks them. */
@AnalyzeClasses(packages = "dev.dragops", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** What each module may use, beside itself. */
    private static final Map<String, Set<String>> ARROWS = Map.of(
            "platform", Set.of(),
            "vault", Set.of("platform"),
            "accounts", Set.of("vault", "platform"),
            "secrets", Set.of("accounts", "vault", "platform"),
            "oauth", Set.of("accounts", "vault", "platform"),
            "connections", Set.of("secrets", "oauth", "accounts", "vault", "platform"),
            "web", Set.of("connections", "secrets", "oauth", "accounts", "vault", "platform"));

    /** Who opens values in the clear, and why. Anyone else needs a reason that stands here. */
    private static final Map<String, String> OPENERS = Map.ofEntries(
            Map.entry("dev.dragops.vault.Plaintext", "decodes the bytes for who asks for text"),
            Map.entry("dev.dragops.vault.Vault", "seals the bytes"),
            Map.entry("dev.dragops.vault.LiveKeys", "seals the bytes anew"),
            Map.entry("dev.dragops.vault.RootKeyFile", "reads the root key"),
            Map.entry("dev.dragops.accounts.PasswordCheck", "compares a password with its hash"),
            Map.entry("dev.dragops.accounts.PasswordChange", "checks and hashes the new password"),
            Map.entry("dev.dragops.accounts.Registrations", "checks and hashes the first password"),
            Map.entry("dev.dragops.oauth.AppProblem", "checks the characters of a client secret"),
            Map.entry("dev.dragops.oauth.Client", "copies an app's secret for one call"),
            Map.entry("dev.dragops.oauth.IdTokens", "compares the nonce and the access token's hash"),
            Map.entry("dev.dragops.oauth.ProviderClient", "puts a token into a header or an address that is sent"),
            Map.entry("dev.dragops.oauth.ProviderKeys", "reads public keys from an answer"),
            Map.entry("dev.dragops.oauth.SigningKey", "reads the private key that signs"),
            Map.entry("dev.dragops.oauth.TokenReplyReader", "reads tokens from an answer"),
            Map.entry("dev.dragops.oauth.TokenRequest", "puts a client secret into a header that is sent"),
            Map.entry("dev.dragops.oauth.egress.Answer", "reads an answer"),
            Map.entry("dev.dragops.oauth.egress.EgressClient", "sends a body"),
            Map.entry("dev.dragops.oauth.egress.Parameters", "lays out a body that is sent"),
            Map.entry("dev.dragops.secrets.Dotenv", "reads the lines of a file of names and values"),
            Map.entry("dev.dragops.connections.CredentialFormat", "lays out the bytes that are sealed"),
            Map.entry(
                    "dev.dragops.connections.TokenFormat",
                    "lays out the tokens that are sealed, and fingerprints them"),
            Map.entry("dev.dragops.connections.FieldValues", "fills what a pack says into a request to a provider"),
            Map.entry("dev.dragops.connections.IdempotencyStore", "makes the keyed hash of a request"),
            Map.entry("dev.dragops.connections.PackValidation", "matches a value against its pattern"),
            Map.entry("dev.dragops.web.api.IdempotencyKey", "hands on the body that the keyed hash is made of"),
            Map.entry("dev.dragops.web.api.ValuesBody", "answers an execution"));

    /** Endpoints of programs that need no caller; those under /api stand in CallerFilter, with their reasons. */
    private static final Set<String> PUBLIC = Set.of(
            "AuthResource.register",
            "AuthResource.login",
            "AuthResource.providers",
            "HealthResource.live",
            "HealthResource.ready");

    @ArchTest
    static final ArchRule arrowsRunDown = classes()
            .should(check(
                    "use only modules below their own",
                    (checked, events) -> checked.getDirectDependenciesFromSelf().forEach(dependency -> {
                        String from = module(checked);
                        String to = module(dependency.getTargetClass());
                        if (!to.isEmpty()
                                && !from.equals(to)
                                && !ARROWS.get(from).contains(to)) {
                            events.add(violated(checked, dependency.getDescription()));
                        }
                    })));

    @ArchTest
    static final ArchRule modulesHaveNoCycles =
            slices().matching("dev.dragops.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.dragops.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule subpackagesStayInside = classes()
            .should(check(
                    "use other modules by their root package",
                    (checked, events) -> checked.getDirectDependenciesFromSelf().forEach(dependency -> {
                        JavaClass target = dependency.getTargetClass();
                        String to = module(target);
                        if (!to.isEmpty()
                                && !to.equals(module(checked))
                                && !target.getPackageName().equals("dev.dragops." + to)) {
                            events.add(violated(checked, dependency.getDescription()));
                        }
                    })));

    @ArchTest
    static final ArchRule programsAndPeopleAreServedApart = noClasses()
            .that()
            .resideInAPackage("dev.dragops.web.api..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.dragops.web.pages..");

    @ArchTest
    static final ArchRule pagesDoNotGoThroughTheApi = noClasses()
            .that()
            .resideInAPackage("dev.dragops.web.pages..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.dragops.web.api..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule namesSayWhatSomethingIs =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Util|Utils|Mapper|Dto|DTO)(\\$.*)?");

    @ArchTest
    static final ArchRule packagesAreNamedByResponsibility = noClasses()
            .should()
            .resideInAnyPackage(
                    "..util..", "..utils..", "..common..", "..dto..", "..mapper..", "..impl..", "..helper..");

    @ArchTest
    static final ArchRule valuesAreOpenedByFew = noClasses()
            .that(describe("are not on the list of openers", opener -> !OPENERS.containsKey(outermost(opener))))
            .should()
            .callMethodWhere(describe(
                    "a value is opened",
                    call -> call.getTargetOwner().isEquivalentTo(Plaintext.class)
                            && call.getName().startsWith("reveal")));

    @ArchTest
    static final ArchRule nothingIsCaughtWholesale = codeUnits()
            .should(new ArchCondition<>("catch what they can name") {
                @Override
                public void check(JavaCodeUnit unit, ConditionEvents events) {
                    unit.getTryCatchBlocks().stream()
                            .flatMap(block -> block.getCaughtThrowables().stream())
                            .filter(caught -> caught.isEquivalentTo(Exception.class))
                            .forEach(caught -> events.add(violated(unit, unit.getFullName() + " catches Exception")));
                }
            });

    @ArchTest
    static final ArchRule everyEndpointAsksWhoCalls = methods()
            .that()
            .areDeclaredInClassesThat(resideInAPackage("dev.dragops.web.api").and(annotatedWithPath()))
            .and(describe("answer a call", ArchitectureTest::isEndpoint))
            .should(new ArchCondition<>("ask for the caller, or be public for a reason") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    String name = method.getOwner().getSimpleName() + "." + method.getName();
                    if (!PUBLIC.contains(name) && !asksForCaller(method)) {
                        events.add(violated(method, name + " does not ask for the caller"));
                    }
                }
            });

    /** Payara takes the first method of the callback's name, whatever its parameters, and then cannot make the bean. */
    @ArchTest
    static final ArchRule callbacksOfTheContainerAreAloneWithTheirName = methods()
            .that()
            .areAnnotatedWith(PostConstruct.class)
            .or()
            .areAnnotatedWith(PreDestroy.class)
            .should(new ArchCondition<>("be the only method of their name") {
                @Override
                public void check(JavaMethod callback, ConditionEvents events) {
                    if (callback.getOwner().getMethods().stream()
                            .anyMatch(other ->
                                    !other.equals(callback) && other.getName().equals(callback.getName()))) {
                        events.add(violated(callback, callback.getFullName() + " is overloaded"));
                    }
                }
            });

    @ArchTest
    static final ArchRule onlyCommandsPrint = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.dragops.accounts.ResetPassword") // is run by the operator in a terminal
            .and()
            .doNotHaveFullyQualifiedName("dev.dragops.accounts.AuditCommand") // as that one
            .and()
            .doNotHaveFullyQualifiedName("dev.dragops.accounts.KeysCommand") // as that one
            .should(ACCESS_STANDARD_STREAMS);

    /** In the method itself, or in a private one that it calls. */
    private static boolean asksForCaller(JavaMethod method) {
        return method.getMethodCallsFromSelf().stream()
                .anyMatch(call -> (call.getTargetOwner().isEquivalentTo(CurrentRequest.class)
                                && call.getName().equals("caller"))
                        || (call.getTargetOwner().equals(method.getOwner())
                                && call.getTarget().resolveMember().stream()
                                        .anyMatch(called -> !called.equals(method) && asksForCaller(called))));
    }

    private static DescribedPredicate<JavaClass> annotatedWithPath() {
        return describe("have a path", resource -> resource.isAnnotatedWith(Path.class));
    }

    private static boolean isEndpoint(JavaMethod method) {
        return method.getAnnotations().stream()
                .anyMatch(annotation -> annotation.getRawType().isAnnotatedWith(HttpMethod.class));
    }

    private static String outermost(JavaClass nested) {
        return nested.getName().replaceAll("\\$.*", "");
    }

    private static String module(JavaClass checked) {
        String name = checked.getPackageName();
        return name.startsWith("dev.dragops.") ? name.split("\\.", -1)[2] : "";
    }

    @FunctionalInterface
    private interface Check {
        void check(JavaClass checked, ConditionEvents events);
    }

    private static ArchCondition<JavaClass> check(String description, Check check) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass checked, ConditionEvents events) {
                check.check(checked, events);
            }
        };
    }
}
