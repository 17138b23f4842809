import Bootstrap
import Events
import HTTP
import Kubernetes
import Sandbox
import Settings
import Synchronization
import Testing
import Value

@testable import Commands

/// One report for many clusters.
@Suite(.timeLimit(.minutes(3)))
struct FleetPreflightTests {
    private static let checks = "--only cluster --only gpu-nodes"

    private func clusters(_ run: CommandRun) throws -> [Value] { try run.json["clusters"]?.array ?? [] }

    @Test func eachClusterHasItsVerdictAndItsIdentity() async throws {
        try await SimulatedFleet.with { fleet in
            let run = await fleet.run(
                "preflight --context east --context west --context dead --context broken \(Self.checks) -o json")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(try run.json["schema"]?.string?.hasPrefix("groundcrew.preflight.fleet/") == true)
            #expect(try run.json["outcome"] == "failed")
            let clusters = try clusters(run)
            #expect(clusters.map { $0["context"] } == ["east", "west", "dead", "broken"], "in the order of the flags")
            #expect(clusters.map { $0["outcome"] } == ["passed", "failed", "undecided", "undecided"])
            let servers = clusters.map { $0["report"]?["cluster"]?["server"]?.string }
            #expect(servers == ["https://east.invalid", "https://west.invalid", "https://dead.invalid", nil])
            let uids = clusters.prefix(2).compactMap { $0["report"]?["cluster"]?["uid"]?.string }
            #expect(Set(uids).count == 2, "each is told from the other: \(uids)")
            let dead = clusters[2]["report"]?["results"]?.array?.first { $0["id"] == "cluster" }
            #expect(dead?["verdict"] == "unknown" && dead?["unknown"]?["code"] == "unreachable", "\(clusters[2])")
            let message = clusters[3]["error"]?["message"]?.string ?? ""
            #expect(message.contains("nowhere"), "\(clusters[3])")
            #expect(clusters[3]["error"]?["hint"]?.string?.isEmpty == false)
        }
    }

    @Test(arguments: [
        ("--context east --context east-again", Commands.ExitStatus.done, "passed"),
        ("--context east --context west", .failed, "failed"),
        ("--context east --context dead", .undecided, "undecided"),
        ("--context east --context broken", .undecided, "undecided"),
        ("--context east --context none", .undecided, "undecided"),
        ("--context dead --context west", .failed, "failed"), ("--all-contexts", .failed, "failed"),
        ("--context east --context dead --fail-on unknown", .failed, "failed"),
    ])
    func theWorstDecidesInEveryFormat(
        flags: String, status: Commands.ExitStatus, outcome: String
    ) async throws {
        try await SimulatedFleet.with { fleet in
            for format in ["text", "json", "yaml"] {
                let run = await fleet.run("preflight \(flags) \(Self.checks) -o \(format) --report json=out.json")
                #expect(run.status == status, "\(format): \(run.everything)")
                #expect(!run.output.isEmpty)
                let report = try Value(json: Array(fleet.folder.read("out.json").utf8))
                #expect(report["outcome"]?.string == outcome)
            }
            for kind in ["json", "junit", "sarif", "github"] {
                let run = await fleet.run("preflight \(flags) \(Self.checks) --report \(kind)=-")
                #expect(run.status == status, "\(kind): \(run.everything)")
            }
        }
    }

    @Test func allContextsAreThoseOfTheKubeconfig() async throws {
        try await SimulatedFleet.with { fleet in
            let run = await fleet.run("preflight --all-contexts --only cluster -o yaml")
            #expect(run.status == .undecided, "\(run.everything)")
            let contexts = try run.yaml["clusters"]?.array?.map { $0["context"]?.string }
            #expect(contexts == ["broken", "dead", "east", "east-again", "west"])
            // One that is named twice is checked once, and what is printed hangs on the flags alone.
            let twice = await fleet.run("preflight --context east --context east --only cluster -o json")
            #expect(try twice.json["clusters"]?.array?.count == 1, "\(twice.everything)")
            let once = await fleet.run("preflight --context east --only cluster -o json")
            #expect(try once.json["results"] != nil && once.json["clusters"] == nil, "\(once.everything)")
            #expect(try once.json["cluster"]?["server"] == "https://east.invalid")
        }
    }

    @Test func oneContextThatCannotBeOpenedIsBadUsageAsEver() async throws {
        try await SimulatedFleet.with { fleet in
            for context in ["broken", "none"] {
                let run = await fleet.run("preflight --context \(context) --only cluster -o json")
                #expect(run.status == .usage, "\(run.everything)")
                let failure = try run.json
                #expect(failure["kind"] == "Failure" && failure["next"]?.string?.isEmpty == false, "\(run.output)")
                #expect(run.errors.contains("  next: "), "\(run.errors)")
            }
        }
    }

    /// What is wrong with the flags is wrong with every cluster, and said once.
    @Test(arguments: [
        ("--nats-url foo://a", "not asked over foo://"), ("--provider nope", "there is no provider 'nope'"),
        ("--only nope", "there is no check 'nope'"), ("--print-role roles.yaml", "for the gaps of one cluster"),
    ])
    func mistakesAreOfTheCommandNotOfItsClusters(flags: String, says: String) async throws {
        try await SimulatedFleet.with { fleet in
            let run = await fleet.run("preflight --context east --context west \(flags)")
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.output.isEmpty)
            #expect(run.errors.occurrences(of: says) == 1, "\(run.errors)")
        }
    }

    @Test(arguments: [
        ("--all-contexts --context east", "--all-contexts and --context exclude each other"),
        ("--all-contexts --sandbox", "--all-contexts and --sandbox exclude each other"),
        ("--context a --context b --sandbox", "several --context and --sandbox exclude each other"),
    ])
    func clustersThatContradictEachOther(flags: String, says: String) async {
        let run = await CommandRun.of("preflight \(flags)")
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(says), "\(run.errors)")
    }

    @Test func aKubeconfigWithoutContextsHasNoneToCheck() async throws {
        let folder = try TemporaryFolder()
        try folder.write("apiVersion: v1\nkind: Config\n", to: "kubeconfig")
        for environment in [["KUBECONFIG": folder.path + "/kubeconfig"], [:]] {
            let run = await CommandRun.of(["preflight", "--all-contexts"], in: folder.path, environment: environment)
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains("--all-contexts: there is no "), "\(run.errors)")
        }
    }

    @Test func whatHappensIsToldByCluster() async throws {
        try await SimulatedFleet.with { fleet in
            let run = await fleet.run("preflight --context east --context dead --only cluster --events ndjson")
            let records = try run.records
            #expect(
                Set(records.compactMap { $0["step"]?.string }) == ["cluster/east", "cluster/dead"], "\(run.errors)")
            let ends = records.filter { $0["kind"] == "stepFinished" }
            #expect(ends.count == 2 && ends.allSatisfy { $0["details"]?["context"] != nil }, "\(ends)")
            #expect(records.first?["message"] == "checking 2 clusters", "\(run.errors)")
            #expect(records.last?["kind"] == "phaseFinished" && records.last?["outcome"] == "unknown")
            let numbers = records.compactMap { $0["sequence"]?.integer }
            #expect(numbers == Array(1...Int64(records.count)))
        }
    }

    @Test func onlySoManyAreAskedAtOnce() async throws {
        let names = (1...9).map { "c\($0)" }
        try await withSandbox { sandbox in
            let network = ClusterNetwork(
                Dictionary(uniqueKeysWithValues: names.map { ("https://\($0).invalid", sandbox.transport) }))
            let folder = try TemporaryFolder()
            let entries = names.map { "- {name: \($0), cluster: {server: \"https://\($0).invalid\"}}\n" }.joined()
            let contexts = names.map { "- {name: \($0), context: {cluster: \($0), user: admin}}\n" }.joined()
            try folder.write(
                "apiVersion: v1\nkind: Config\nclusters:\n\(entries)contexts:\n\(contexts)users:\n"
                    + "- {name: admin, user: {token: \(Sandbox.adminToken)}}\n", to: "kubeconfig")
            let run = await CommandRun.of(
                ["preflight", "--all-contexts", "--only", "cluster", "-o", "json"], in: folder.path,
                environment: ["KUBECONFIG": folder.path + "/kubeconfig"], transport: network)
            #expect(run.status == .done, "\(run.everything)")
            #expect(try clusters(run).count == 9)
            #expect(network.mostServers <= CommandLimits.clusters, "\(network.mostServers)")
        }
    }

    // MARK: - Whose error it is

    @Test func errorsThatAreOfOneCluster() {
        let ofCluster: [any Error] = [
            KubernetesError(.configuration, "words"), KubernetesError(.unreachable, "words"),
            SettingsError(.badValue, "words"), BootstrapError(.wrongCluster, "words"),
            BootstrapError(.unknownCluster, "words"), BootstrapError(.forbidden, "words"),
            CommandFailure(.failed, "words"), CommandFailure(.undecided, "words"),
            ChangedFailure(underlying: KubernetesError(.forbidden, "words")),
        ]
        for error in ofCluster { #expect(FleetPreflight.isOfCluster(error), "\(error)") }
        let ofAll: [any Error] = [
            CancellationError(), CommandFailure(.usage, "words"), BootstrapError(.invalidFile, "words"),
            BootstrapError(.unknownOperator, "words"),
            ChangedFailure(underlying: CommandFailure(.usage, "words")),
        ]
        for error in ofAll { #expect(!FleetPreflight.isOfCluster(error), "\(error)") }
    }

    private final class Sink: EventSink {
        let events = Mutex<[Event]>([])
        func emit(_ event: Event) { events.withLock { $0.append(event) } }
    }

    @Test func eventsOfAClusterAreStepsOfTheWhole() {
        let sink = Sink()
        let told = ContextEvents("east", sink)
        told.emit(Event(.phaseStarted, .preflight, "checking the cluster"))
        told.emit(Event(.progress, .preflight, "gathered 1 of 2 facts"))
        told.emit(Event(.stepFinished, .preflight, step: "check/cluster", "answers", outcome: .passed))
        told.emit(Event(.warning, .preflight, "unread"))
        told.emit(Event(.phaseFinished, .preflight, "1 passed", outcome: .passed))
        let seen = sink.events.withLock { $0 }
        #expect(seen.map(\.kind) == [.stepStarted, .warning, .stepFinished])
        #expect(seen.allSatisfy { $0.step == "cluster/east" && $0.details["context"] == "east" })
        #expect(seen.last?.outcome == .passed)
    }
}

extension String {
    /// How often a text is in it.
    fileprivate func occurrences(of text: String) -> Int { ranges(of: text).count }
}
