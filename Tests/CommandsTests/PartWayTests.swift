import Commands
import HTTP
import Kubernetes
import Sandbox
import Synchronization
import Testing
import Value

/// What a run has done when it stops decides how it ends.
@Suite(.timeLimit(.minutes(3)))
struct PartWayTests {
    private static let twoModels =
        TemporaryFolder.oneModel + "  - {id: Qwen/Qwen3-0.6B, name: second, namespace: models}\n"

    @Test func aSecondOperatorsMissingChartIsFoundBeforeTheFirstIsInstalled() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.addProviderWithTwoOperators()
            try cluster.folder.write(
                TemporaryFolder.oneModel.replacing("engine: vllm", with: "provider: duo")
                    + "operators: {second: {chart: https://charts.example.com/second-1.0.0.tgz}}\n", to: "duo.yaml")
            let network = RoutedTransport(cluster.sandbox.transport)
            for line in [
                "bootstrap -f duo.yaml --charts providers", "bootstrap -f duo.yaml --charts providers -o json",
            ] {
                let run = await cluster.run(line, through: network)
                #expect(run.status == .usage, "\(run.everything)")
                #expect(run.errors.contains("https://charts.example.com/second-1.0.0.tgz"), "\(run.errors)")
            }
            #expect(try await cluster.releases == [])
        }
    }

    @Test func aNetworkLostDuringTheFirstOperatorLeavesTheRunPartWay() async throws {
        try await SimulatedCluster.with { cluster in
            let network = RoutedTransport(cluster.sandbox.transport) { request in
                request.method == .patch && !request.url.contains("dryRun") && request.url.contains("deployments")
            }
            let run = await cluster.run("bootstrap -f cluster.yaml", through: network)
            #expect(run.status == .incomplete, "\(run.everything)")
            #expect(run.errors.contains("what was done stays; run the same command again to go on"), "\(run.errors)")
            #expect(run.output.contains("not done: operator dynamo-platform, model models/qwen3"), "\(run.output)")
            #expect(run.output.contains("no step came to its end\n"), "\(run.output)")
            let later = await cluster.run("install dynamo --chart ./operator", through: network)
            #expect(later.status == .undecided, "\(later.everything)")
        }
    }

    @Test func aNetworkLostBeforeAnyChangeLeavesNothingPartWay() async throws {
        try await SimulatedCluster.with { cluster in
            let network = RoutedTransport(cluster.sandbox.transport) { request in
                request.method == .post && request.url.hasSuffix("/namespaces")
                    || request.method == .post && request.url.contains("/namespaces?")
            }
            let run = await cluster.run("install dynamo --chart ./operator", through: network)
            #expect(run.status == .undecided, "\(run.everything)")
            #expect(!run.errors.contains("what was done stays"))
        }
    }

    @Test func aSecondModelsNamespaceIsReadBeforeAnythingIsDone() async throws {
        try await SimulatedCluster.with { cluster in
            let text = Self.twoModels.replacing("second, namespace: models", with: "second, namespace: No_NS")
            try cluster.folder.write(text, to: "bad.yaml")
            let run = await cluster.run("bootstrap -f bad.yaml")
            #expect(run.status == .usage)
            #expect(run.output.isEmpty)
            #expect(run.errors.contains("bad.yaml:8:41: models[1].namespace is 'No_NS'"), "\(run.errors)")
            #expect(try await cluster.releases == [])
        }
    }

    @Test func anInterruptedRunSaysWhatItHasNotDone() async throws {
        try await SimulatedCluster.with { cluster in
            let (reached, continuation) = AsyncStream.makeStream(of: Void.self)
            let network = RoutedTransport(cluster.sandbox.transport) { request in
                if request.method == .patch, request.url.contains("deployments/"), !request.url.contains("dryRun") {
                    continuation.yield()
                }
                return false
            }
            let run = await withTaskGroup(of: CommandRun?.self) { group in
                group.addTask { await cluster.run("bootstrap -f cluster.yaml", through: network) }
                for await _ in reached { break }
                group.cancelAll()
                return await group.next() ?? nil
            }
            let ended = try #require(run)
            #expect(ended.status == .interrupted, "\(ended.everything)")
            #expect(ended.output.hasPrefix("Stopped. Until then:\n"), "\(ended.output)")
            #expect(ended.output.contains("model models/qwen3"))
            #expect(ended.errors.contains("interrupted\n  next: what was done stays; run the same command again"))
        }
    }

    /// One model that fails keeps none of the others away.
    @Test func severalModelsOfWhichOneIsNotReady() async throws {
        let fault = SandboxFault(
            kind: "DynamoGraphDeployment", name: "qwen3", fault: "failed", message: "the engine is broken")
        try await SimulatedCluster.with(faults: [fault]) { cluster in
            try cluster.folder.write(Self.twoModels, to: "two.yaml")
            let run = await cluster.run("bootstrap -f two.yaml -o json")
            #expect(run.status == .failed, "\(run.errors)")
            let json = try run.json
            #expect(json["outcome"] == "notServed")
            #expect(json["deployments"]?.array?.map { $0["name"] } == ["second"])
            #expect(json["failures"]?[0]?["deployment"] == "models/qwen3")
            #expect(json["failures"]?[0]?["applied"] == true)
            #expect(json["failures"]?[0]?["error"]?.string?.contains("the engine is broken") == true)
            #expect(run.errors.contains("groundcrew: models/qwen3 failed: "))
            let text = await cluster.run("bootstrap -f two.yaml")
            #expect(text.status == .failed)
            #expect(text.output.contains("\nmodels/qwen3 failed: "), "\(text.output)")
            #expect(text.output.contains("deployment models/second: unchanged"), "\(text.output)")
            let told = text.everything.split(separator: "\n").filter { $0.contains("the engine is broken") }
            #expect(told.count >= 3, "an event, the result, and why it ended: \(text.everything)")
            for line in told { #expect(line.ranges(of: "models/qwen3").count == 1, "\(line)") }
        }
    }

    /// Each that could not be applied is named, not the first alone.
    @Test(arguments: [false, true])
    func severalModelsThatCannotBeAppliedAreAllNamed(isJSON: Bool) async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(Self.twoModels, to: "two.yaml")
            let network = RoutedTransport(cluster.sandbox.transport) { request in
                request.method == .patch && !request.url.contains("dryRun")
                    && request.url.contains("/dynamographdeployments/")
            }
            let run = await cluster.run("bootstrap -f two.yaml" + (isJSON ? " -o json" : ""), through: network)
            #expect(run.status == .incomplete, "\(run.everything)")
            guard isJSON else {
                #expect(run.output.hasPrefix("Stopped. Until then:\n"), "\(run.output)")
                #expect(run.output.contains("not done: model models/qwen3, model models/second\n"), "\(run.output)")
                #expect(run.output.contains("the network is gone"), "\(run.output)")
                for name in ["models/qwen3", "models/second"] {
                    let told = run.output.split(separator: "\n").filter { $0.contains(name) }
                    #expect(told.count >= 2, "why it failed, and that it is not done: \(run.output)")
                }
                return
            }
            let json = try run.json
            #expect(json["outcome"] == "stopped")
            #expect(json["failures"]?.array?.map { $0["deployment"] } == ["models/qwen3", "models/second"], "\(json)")
            #expect(json["failures"]?.array?.map { $0["applied"] } == [false, false], "\(json)")
            let errors = (json["failures"]?.array ?? []).compactMap { $0["error"]?.string }
            #expect(errors.allSatisfy { $0.contains("the network is gone") }, "\(errors)")
        }
    }

    @Test func whatCouldNotBeComparedIsNotCalledDone() async throws {
        try await SimulatedCluster.with { cluster in
            let first = await cluster.run("bootstrap -f cluster.yaml")
            #expect(first.status == .done, "\(first.errors)")
            // What the checks would learn by dry runs has to be left out.
            let skipped = "preflight: {skip: [admission, existing-objects, immutable-fields, pruned-fields]}\n"
            let file = TemporaryFolder.oneModel + "operators: {dynamo-platform: {chart: ./operator}}\n" + skipped
            try cluster.folder.write(file, to: "unasked.yaml")
            // What is seen to be as it was applied needs no dry run.
            _ = try await cluster.client.patch(
                .deployments, "dynamo-platform-operator", namespace: "dynamo-system",
                with: .merge(["metadata": ["labels": ["app.kubernetes.io/version": "another"]]]))
            let second = await cluster.run(
                "bootstrap -f unasked.yaml -o json", through: NoRehearsals(cluster: cluster.sandbox.transport))
            #expect(second.status == .undecided, "\(second.everything)")
            let json = try second.json
            #expect(json["outcome"] == "undecided")
            #expect(json["changedNothing"] == false)
            #expect(second.errors.contains("operator dynamo-platform"), "\(second.errors)")
        }
    }

    /// A server that fails may have stored what it was sent; one that refuses has not.
    @Test(arguments: [
        (500, CommandsStatus.incomplete), (501, .incomplete), (520, .incomplete), (403, .undecided), (409, .failed),
        (422, .failed),
    ])
    func theFirstWritesAnswerDecides(httpStatus: Int, status: CommandsStatus) async throws {
        try await SimulatedCluster.with { cluster in
            let network = FirstWrite(cluster: cluster.sandbox.transport, status: httpStatus)
            let run = await cluster.run("install dynamo --chart ./operator", through: network)
            #expect(run.status == status, "\(run.everything)")
            let words = "the cluster may have been changed; run the same command again to go on"
            #expect(run.errors.contains(words) == (status == .incomplete), "\(run.errors)")
            #expect(!run.errors.contains("what was done stays"), "\(run.errors)")
            let again = await cluster.run("install dynamo --chart ./operator")
            #expect(again.status == .done, "\(again.everything)")
        }
    }

    /// Rights that models need are asked for before operators are installed.
    @Test func missingRightsOfModelsAreFoundBeforeTheFirstChange() async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run(
                "bootstrap -f cluster.yaml --context restricted --skip gpu-nodes --skip crds")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.errors.contains("nothing was changed"), "\(run.errors)")
            #expect(run.everything.contains("the caller may not "), "\(run.everything)")
            let releases = try await cluster.releases
            #expect(releases == [])
        }
    }
}

typealias CommandsStatus = Commands.ExitStatus

/// Carries the first write out, and answers that it failed; a refusal is not carried out.
private final class FirstWrite: HTTPTransport {
    private let cluster: SandboxTransport
    private let status: Int
    private let isOver = Mutex(false)

    init(cluster: SandboxTransport, status: Int) {
        self.cluster = cluster
        self.status = status
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        // A dry run writes nothing, and a journal is not what is asked for.
        let isJournal = request.body.map { String(decoding: $0, as: UTF8.self).contains("groundcrew.run.") } ?? false
        let isWrite =
            request.method != .get && !request.url.contains("/authorization.k8s.io/")
            && !request.url.contains("dryRun=All") && !isJournal
        let isFirst =
            isWrite
            && isOver.withLock { isOver in
                defer { isOver = true }
                return !isOver
            }
        guard isFirst else { return try await cluster.send(request) }
        if status >= 500 { _ = try await cluster.send(request) }
        let body: Value = [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": .integer(Int64(status)),
            "message": "the test says no",
        ]
        return HTTPResponse(
            status: status, headers: ["Content-Type": "application/json"], body: HTTPBody(body.jsonBytes()))
    }
}

/// A cluster with a webhook that is down: it cannot say what an apply would change.
private struct NoRehearsals: HTTPTransport {
    let cluster: SandboxTransport

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard request.url.contains("dryRun=All") else { return try await cluster.send(request) }
        let status: Value = [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "InternalError", "code": 500,
            "message": "failed calling webhook \"a.example.com\": no endpoints available",
        ]
        return HTTPResponse(
            status: 500, headers: ["Content-Type": "application/json"], body: HTTPBody(status.jsonBytes()))
    }
}
