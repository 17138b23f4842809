import ArgumentParser
import Bootstrap
import Preflight
import Testing
import Value

@testable import Commands

/// Which checks run, by flags.
@Suite(.timeLimit(.minutes(2)))
struct CheckSelectionTests {
    /// Checks of two categories, one of them nobody else's.
    static func catalog() throws -> CheckCatalog {
        func check(_ id: String, _ category: String, severity: String = "error") throws -> CheckDefinition {
            try CheckDefinition(
                yaml: """
                    apiVersion: groundcrew/v1
                    kind: Check
                    id: \(id)
                    title: Title
                    category: \(category)
                    severity: \(severity)
                    description: a check
                    outcomes: [{when: "true", verdict: pass, message: fine}]

                    """, file: "checks/\(id).yaml")
        }
        return try CheckCatalog([
            check("quota", "security"), check("roles", "security", severity: "warning"), check("nodes", "cluster"),
            check("rule", "house"), check("storage", "pod"),
        ])
    }

    @Test(
        arguments: [
            ([], [], nil), (["nodes"], [], ["nodes"]), ([], ["security"], ["quota", "roles"]),
            (["nodes", "rule"], ["security"], ["nodes", "quota", "roles", "rule"]),
            (["quota"], ["security"], ["quota", "roles"]), ([], ["house", "pod"], ["rule", "storage"]),
        ] as [([String], [String], [String]?)])
    func onlyAndCategoryAddUp(only: [String], categories: [String], expected: [String]?) throws {
        let selection = try CheckSelection(only: only, categories: categories, from: Self.catalog())
        #expect(selection.only?.sorted() == expected)
        #expect(Set(selection.only ?? []).count == selection.only?.count ?? 0, "none twice")
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var skip: [String] = []
        var only: [String] = []
        var categories: [String] = []
        var says: String
        var hint: String
        var testDescription: String { says }
    }

    @Test(arguments: [
        Wrong(
            skip: ["qota"], says: "--skip qota: there is no check 'qota' (did you mean 'quota'?)",
            hint: "known are nodes, quota, roles, rule, storage"),
        Wrong(
            only: ["nodes", "x"], says: "--only x: there is no check 'x'",
            hint: "known are nodes, quota, roles, rule, storage"),
        Wrong(
            categories: ["securty"],
            says: "--category securty: there is no category 'securty' (did you mean 'security'?)",
            hint: "known are cluster, pod, security, house"),
        Wrong(
            categories: ["quota"], says: "--category quota: there is no category 'quota'",
            hint: "known are cluster, pod, security, house"),
        Wrong(only: [""], says: "--only : there is no check ''", hint: "known are nodes, quota, roles, rule, storage"),
    ])
    func unknownNamesAreRefusedWithTheKnownOnes(wrong: Wrong) throws {
        let catalog = try Self.catalog()
        let failure = #expect(throws: CommandFailure.self) {
            try CheckSelection(skip: wrong.skip, only: wrong.only, categories: wrong.categories, from: catalog)
        }
        #expect(failure?.status == .usage)
        #expect(failure?.message == wrong.says)
        #expect(failure?.hint == wrong.hint)
    }

    @Test func whatAFileLeavesOutStaysOut() throws {
        var preflight = BootstrapFile.Preflight(skip: ["nats"])
        try CheckSelection(from: Self.catalog()).apply(to: &preflight)
        #expect(preflight.skip == ["nats"] && preflight.only == nil && preflight.failOn.isEmpty)
        var selection = try CheckSelection(skip: ["quota"], only: ["nodes"], from: Self.catalog())
        selection.failOn = [.warning]
        selection.apply(to: &preflight)
        #expect(preflight.skip == ["nats", "quota"] && preflight.only == ["nodes"] && preflight.failOn == [.warning])
    }

    @Test func flagsSayIt() async throws {
        // Its names are completed asynchronously, which takes a whole command.
        let command = try await PreflightCommand.asyncParse([
            "--skip", "quota", "--only", "nodes", "--category", "pod", "--fail-on", "error", "--fail-on", "unknown",
        ])
        let options = command.checks
        let selection = try options.selection(from: Self.catalog())
        #expect(selection.skip == ["quota"] && selection.only == ["nodes", "storage"])
        #expect(selection.failOn == [.unknown], "a failed check fails anyway")
    }

    // MARK: - What a change has to do with

    @Test func aChangeHasChecksOfItsOwnAndThoseOfTheUser() throws {
        let scope = CheckScope(categories: ["security"], checks: ["nodes", "gone"])
        #expect(scope.ids(in: try Self.catalog(), failOn: []).sorted() == ["nodes", "quota", "rule"])
        #expect(scope.ids(in: try Self.catalog(), failOn: [.unknown]).sorted() == ["nodes", "quota", "rule"])
        #expect(
            scope.ids(in: try Self.catalog(), failOn: [.warning]).sorted() == ["nodes", "quota", "roles", "rule"],
            "what only warns stops something then")
    }

    @Test(arguments: [DeployChecks.scope, InstallChecks.scope])
    func theScopesOfCommandsNameWhatThereIs(scope: CheckScope) throws {
        let catalog = try CheckCatalog.builtIn()
        #expect(scope.checks.subtracting(catalog.checks.map(\.id)).isEmpty)
        #expect(scope.categories.subtracting(ReportCategory.order).isEmpty)
        let ids = scope.ids(in: catalog, failOn: [.warning])
        #expect(!ids.isEmpty)
        let rights = catalog.checks.filter { $0.needs.contains("access") }.map(\.id)
        #expect(Set(ids).isDisjoint(with: rights), "the engine asks for rights itself")
    }

    // MARK: - By the command

    @Test(arguments: [
        ("preflight --sandbox --category clster", "(did you mean 'cluster'?)"),
        ("preflight --sandbox --skip crd", "(did you mean 'crds'?)"),
        ("bootstrap -f missing.yaml --sandbox --only gpu-node", "(did you mean 'gpu-nodes'?)"),
        ("deploy a/b --sandbox --skip crd", "(did you mean 'crds'?)"),
        ("install dynamo --sandbox --category operator", "(did you mean 'operators'?)"),
    ])
    func everyCommandRefusesThem(line: String, says: String) async {
        let run = await CommandRun.of(line)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(says) && run.errors.contains("\n  next: known are "), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test func aCategoryRunsItsChecksAlone() async throws {
        let run = await CommandRun.of("preflight --sandbox --category cluster --only helm -o json")
        let results = try run.json["results"]?.array ?? []
        #expect(results.contains { $0["id"] == "cluster" } && results.contains { $0["id"] == "helm" }, "\(run.output)")
        #expect(results.allSatisfy { $0["category"] == "cluster" || $0["id"] == "helm" }, "\(run.output)")
        let skipped = await CommandRun.of("preflight --sandbox --category cluster --skip cluster -o json")
        let cluster = try skipped.json["results"]?.array?.first { $0["id"] == "cluster" }
        #expect(cluster?["verdict"] == "skipped", "it stays in the report: \(skipped.output)")
    }
}
