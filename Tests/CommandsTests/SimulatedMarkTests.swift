import Commands
import HTTP
import Testing
import Value

/// A simulated cluster is called so, however it is reached and whatever is asked of it.
@Suite(.timeLimit(.minutes(3)))
struct SimulatedMarkTests {
    private static let commands = [
        "preflight --before-install", "bootstrap -f one.yaml --plan", "install dynamo", "bootstrap -f one.yaml",
        "deploy Qwen/Qwen3-0.6B -n models --name second", "deployments list -n models",
        "deployments show qwen3 -n models", "status", "deployments scale qwen3 -n models --replicas 1",
        "deployments delete second -n models", "uninstall dynamo --force",
    ]

    @Test(arguments: ["text", "json", "yaml"])
    func everyResultSaysSoThroughAKubeconfig(format: String) async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel, to: "one.yaml")
            for line in Self.commands {
                let run = await cluster.run("\(line) -o \(format)")
                #expect(run.status == .done, "\(line): \(run.errors)")
                switch format {
                case "json": #expect(try run.json["simulated"] == true, "\(line)")
                case "yaml": #expect(try run.yaml["simulated"] == true, "\(line)")
                default: #expect(run.output.contains("(simulated cluster"), "\(line): \(run.output)")
                }
            }
        }
    }

    @Test func everyEventSaysSoThroughAKubeconfig() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel, to: "one.yaml")
            for line in ["preflight --before-install", "bootstrap -f one.yaml", "uninstall dynamo --force"] {
                let run = await cluster.run("\(line) --events ndjson")
                let records = try run.records
                #expect(!records.isEmpty, "\(line): \(run.errors)")
                #expect(records.allSatisfy { $0["simulated"] == true }, "\(line)")
                #expect(records.first?["sequence"] == 1)
            }
        }
    }

    /// Lists may be empty, names and manifests are for other programs, and errors are about something else.
    @Test(arguments: [
        ("deployments list -A", Commands.ExitStatus.done), ("deployments list -o name -A", .done),
        ("deployments list -o wide -n none", .done), ("install dynamo --dry-run", .done),
        ("install dynamo --dry-run -o yaml", .done), ("deploy Qwen/Qwen3-0.6B --dry-run", .done),
        ("deploy Qwen/Qwen3-0.6B --provider dynamo --events none", .failed), ("deployments show none -o json", .failed),
    ])
    func whatHasNoPlaceForItIsCalledSoBesides(line: String, status: Commands.ExitStatus) async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run(line)
            #expect(run.status == status, "\(run.everything)")
            #expect(!run.output.contains("simulated cluster"), "\(run.output)")
            let marks = run.errors.split(separator: "\n").filter { $0.hasPrefix("(simulated cluster: ") }
            #expect(marks.count == 1, "\(run.errors)")
        }
        let ofItsOwn = await CommandRun.of("\(line) --sandbox")
        #expect(ofItsOwn.everything.contains("simulated cluster"), "\(ofItsOwn.everything)")
    }

    @Test(arguments: ["install dynamo", "deploy Qwen/Qwen3-0.6B"])
    func manifestsInJSONSaySoThemselves(line: String) async throws {
        let run = await CommandRun.of("\(line) --sandbox --dry-run -o json")
        let list = try run.json
        #expect(list["simulated"] == true)
        #expect(list["kind"] == "List" && list["items"]?.array?.isEmpty == false)
        #expect(!run.errors.contains("(simulated cluster: "), "\(run.errors)")
    }

    /// Programs that find a result know what they read.
    @Test func resultsSayWhatTheyAre() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel, to: "one.yaml")
            for (line, kind) in [
                ("bootstrap -f one.yaml --plan", "BootstrapPlan"), ("install dynamo", "InstallResult"),
                ("bootstrap -f one.yaml", "BootstrapResult"), ("uninstall dynamo --force", "UninstallResult"),
            ] {
                let json = try await cluster.run("\(line) -o json").json
                #expect(json["apiVersion"] == "groundcrew/v1", "\(line)")
                #expect(json["kind"] == .string(kind), "\(line)")
                #expect(json.object?.keys.prefix(3) == ["apiVersion", "kind", "simulated"], "\(line)")
            }
        }
    }

    /// One shape for what became of an operator, whoever installed it.
    @Test func anOperatorIsToldInOneShape() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel, to: "one.yaml")
            let installed = try await cluster.run("install dynamo -o json").json["operators"]?[0]
            let booted = try await cluster.run("bootstrap -f one.yaml -o json").json["operators"]?[0]
            #expect(installed?.object?.keys == booted?.object?.keys)
            #expect(booted?["change"] == "unchanged")
        }
    }

    /// As a user does it: another process serves the cluster, and nothing but its kubeconfig is known of it.
    @Test func aServedSandboxIsBootstrappedWithoutTheInternet() async throws {
        let folder = try TemporaryFolder()
        let kubeconfig = "\(folder.path)/kubeconfig"
        try folder.write(TemporaryFolder.oneModel, to: "one.yaml")
        try await withThrowingTaskGroup(of: CommandRun?.self) { group in
            group.addTask { await CommandRun.of("sandbox serve --write-kubeconfig kubeconfig", in: folder.path) }
            group.addTask {
                while try !folder.names.contains("kubeconfig") { try await Task.sleep(for: .milliseconds(20)) }
                return nil
            }
            _ = try await group.next()
            for (line, change) in [("bootstrap", "created"), ("bootstrap", "unchanged")] {
                let run = await CommandRun.of(
                    [line, "-f", "one.yaml", "-o", "json", "--kubeconfig", kubeconfig], in: folder.path,
                    transport: LoopbackOnly())
                #expect(run.status == .done, "\(run.errors)")
                #expect(try run.json["simulated"] == true)
                #expect(try run.json["operators"]?[0]?["chart"] == "sandbox-operator")
                #expect(try run.json["deployments"]?[0]?["change"] == .string(change))
            }
            let helm = await CommandRun.of(
                "install dynamo --driver helm --helm /no/helm --kubeconfig \(kubeconfig)".split(separator: " ")
                    .map(String.init), in: folder.path, transport: LoopbackOnly())
            #expect(!helm.errors.contains("lives inside this process"), "\(helm.errors)")
            let show = await CommandRun.of(
                "deployments show qwen3 -n models --kubeconfig \(kubeconfig)".split(separator: " ").map(String.init),
                in: folder.path, transport: LoopbackOnly())
            #expect(show.output.contains("nothing to forward a port to in a simulated cluster"), "\(show.output)")
            group.cancelAll()
        }
    }
}

/// The machine's own network and nothing beyond it.
private struct LoopbackOnly: HTTPTransport {
    private let transport = CurlTransport(environment: [:])

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard request.url.hasPrefix("http://127.0.0.1:") else {
            throw HTTPError(.nameNotResolved, "the test has no internet: \(request.url)")
        }
        return try await transport.send(request)
    }
}
