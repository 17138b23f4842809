import TestParts
import Testing
import Value

/// The providers of a `PierFolder` and a cluster to install them in.
struct Pier: Sendable {
    let folder: PierFolder
    let cluster: ControlPlane

    /// - Parameter repository: as `PierFolder` takes it.
    static func with(repository: String? = nil, _ body: (Pier) async throws -> Void) async throws {
        try await PierFolder.with(repository: repository) { folder in
            try await ControlPlane.with(controllers: true) { cluster in
                try await body(Pier(folder: folder, cluster: cluster))
            }
        }
    }

    // MARK: - The program

    /// Runs the program in the folder, from which the path of the pinned file starts.
    ///
    /// - Parameter line: words between single spaces.
    func run(
        _ line: String, exitCode: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> CommandResult {
        let words = line.split(separator: " ").map(String.init)
        let result = try await TestParts.run(
            Groundcrew.path(), words + ["--charts", folder.path],
            environment: Groundcrew.environment(for: cluster), workingDirectory: folder.path)
        try #require(result.exitCode == exitCode, "\(line): \(result)", sourceLocation: sourceLocation)
        return result
    }

    /// What `install pier --plan` says with these flags; it must leave everything as it is.
    func plan(
        _ flags: String = "", exitCode: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> PierPlan {
        let before = try await traces()
        let result = try await run(
            "install pier --plan -o json \(flags)", exitCode: exitCode, sourceLocation: sourceLocation)
        #expect(try await traces() == before, "\(result)", sourceLocation: sourceLocation)
        return try PierPlan(result)
    }

    /// What `install pier` says with these flags.
    @discardableResult
    func install(_ flags: String = "", sourceLocation: SourceLocation = #_sourceLocation) async throws -> PierPlan {
        try PierPlan(
            try await run("install pier -o json --events none \(flags)", sourceLocation: sourceLocation))
    }

    /// `install pier` fails, says `words` and what to do next, and leaves everything as it is.
    func expectRefusal(
        _ flags: String = "", saying words: String, exitCode: Int32 = 1,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try await traces()
        let result = try await run("install pier \(flags)", exitCode: exitCode, sourceLocation: sourceLocation)
        #expect(result.standardError.contains(words), "\(result)", sourceLocation: sourceLocation)
        #expect(result.standardError.contains("\n  next: "), "\(result)", sourceLocation: sourceLocation)
        #expect(try await traces() == before, "\(result)", sourceLocation: sourceLocation)
    }

    @discardableResult
    func uninstall(
        _ flags: String = "", exitCode: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> CommandResult {
        try await run("uninstall pier --events none \(flags)", exitCode: exitCode, sourceLocation: sourceLocation)
    }

    // MARK: - Others

    /// Runs Helm; `line` as `run` takes it.
    @discardableResult
    func helm(_ line: String, by part: TestParts.Part = .helm4) async throws -> CommandResult {
        let result = try await TestParts.run(
            part, ["--kube-context", "admin"] + line.split(separator: " ").map(String.init),
            environment: cluster.environment)
        try result.require()
        return result
    }

    /// Has Helm install a chart of the folder, and wait for it.
    func installByHelm(
        _ release: String, chart: String = "buoy", _ version: String, in namespace: String,
        by part: TestParts.Part = .helm4
    ) async throws {
        let wait = part == .helm3 ? "--wait" : "--wait=legacy"
        try await helm(
            "install \(release) \(folder.chart(chart, version)) -n \(namespace) --create-namespace \(wait)", by: part)
    }

    /// Has kubectl apply objects, each a YAML document.
    func apply(_ objects: String...) async throws {
        try await cluster.kubectl("apply", "-f", "-", input: objects.joined(separator: "---\n")).require()
    }

    func createNamespace(_ name: String) async throws {
        try await cluster.kubectl("create", "namespace", name).require()
    }

    // MARK: - What is there

    /// All releases as Helm lists them, such as `buoy-system/buoy 1 buoy-1.4.0`, by name.
    func releases(by part: TestParts.Part = .helm4) async throws -> [String] {
        let releases = try await HelmRelease.list(cluster, by: part)
        for release in releases { #expect(release.status == "deployed", "\(release)") }
        return releases.map { "\($0.namespace)/\($0.name) \($0.revision) \($0.chart)" }
    }

    /// Helm's records, by `namespace/release.vN`.
    func records() async throws -> [String: Value] {
        let list = try await cluster.kubectl("get", "secrets", "-A", "-l", "owner=helm", "-o", "json")
        try list.require()
        var records: [String: Value] = [:]
        for secret in try list.json()["items"]?.array ?? [] {
            let metadata = secret["metadata"]
            let name = metadata?["name"]?.string?.replacing("sh.helm.release.v1.", with: "") ?? ""
            records["\(metadata?["namespace"]?.string ?? "")/\(name)"] = secret
        }
        return records
    }

    /// Everything that a run may make or change, a line each, with what tells a change: who wrote a record last, and what
    /// everything else is meant to be.
    func traces() async throws -> [String] {
        let list = try await cluster.kubectl("get", "deployments,crd,namespaces,secrets", "-A", "-o", "json")
        try list.require()
        var lines: [String] = []
        for object in try list.json()["items"]?.array ?? [] {
            let metadata = object["metadata"] ?? .null
            let kind = object["kind"]?.string ?? ""
            let name = metadata["name"]?.string ?? ""
            var told = ["uid", "generation", "labels"]
            if kind == "Secret" {
                // Tokens of service accounts come by themselves.
                guard name.hasPrefix("sh.helm.release.") || name.hasPrefix("groundcrew.") else { continue }
                told = ["uid", "resourceVersion"]
            }
            let words = told.map { metadata[$0]?.json() ?? "-" }
            lines.append("\(kind) \(metadata["namespace"]?.string ?? "")/\(name) \(words.joined(separator: " "))")
        }
        return lines.sorted()
    }

    /// Expects all of `traces` to be there still, as it was.
    func expectKept(_ traces: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let there = Set(try await self.traces())
        let missing = traces.filter { !there.contains($0) }
        #expect(missing.isEmpty, "\(missing)", sourceLocation: sourceLocation)
    }

    /// Takes away what a case has left, but for namespaces.
    func clear() async throws {
        let results = [
            try await cluster.kubectl("delete", "deployments", "--all", "-A"),
            try await cluster.kubectl("delete", "secrets", "-A", "-l", "owner=helm"),
            try await cluster.kubectl("delete", "crd", "--all"),
        ]
        for result in results { try result.require() }
    }
}

/// What a command says with `-o json` of operators.
struct PierPlan: Sendable, CustomStringConvertible {
    let operators: [Value]

    init(_ result: CommandResult) throws {
        operators = try #require(try result.json()["operators"]?.array, "\(result)")
    }

    /// Such as `buoy reuse helm-release`, in the order of the plan.
    var words: [String] {
        operators.map { item in
            let decision = item["decision"]
            return [item["name"], decision?["action"], decision?["code"]].map { $0?.string ?? "?" }
                .joined(separator: " ")
        }
    }

    /// Such as `buoy created`.
    var changes: [String] {
        operators.map { "\($0["name"]?.string ?? "?") \($0["change"]?.string ?? "?")" }
    }

    subscript(name: String) -> Value { operators.first { $0["name"]?.string == name } ?? .null }

    func decision(_ name: String) -> Value { self[name]["decision"] ?? .null }

    var description: String { "\(operators.map { $0.json() })" }
}
