import FoundationEssentials
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A real Kubernetes API server on loopback, without a kubelet; `.ci/control-plane` says where it differs from a cluster.
public struct ControlPlane: Sendable {
    /// A context of the kubeconfig, which is who asks.
    public enum Context: String, CaseIterable, Sendable {
        /// May do everything, by token.
        case admin
        /// May do everything, by client certificate.
        case adminCertificate = "admin-cert"
        /// May do nothing: every request is forbidden.
        case nobody
        /// May read what ClusterRole `view` may: neither Secrets nor anything that is not in a namespace.
        case viewer
    }

    /// The folder of its files; it goes when the control plane ends.
    public let folder: String
    /// `https://127.0.0.1:PORT`.
    public let server: String
    /// The admin's bearer token.
    public let token: String
    /// The certificates to trust, as PEM.
    public let certificateAuthority: String
    /// `http://127.0.0.1:PORT`, for tests that compact or damage the store.
    public let etcd: String

    /// The path of a kubeconfig with every `Context`; `admin` is the current one.
    public var kubeconfig: String { "\(folder)/kubeconfig" }
    /// The path of `certificateAuthority`.
    public var certificateAuthorityPath: String { "\(folder)/ca.crt" }

    /// Runs a control plane of its own while the closure runs.
    ///
    /// At most `limit` run at a time, because each takes half a gigabyte: more callers wait. Calls inside the closure do
    /// not wait, so a test can have two clusters.
    ///
    /// - Parameter controllers: Also run the controller manager and the scheduler: namespaces terminate, owned objects
    ///   are collected, Deployments and Jobs make pods, pods are bound to nodes.
    /// - Parameter goaway: The API server ends every fiftieth HTTP/2 connection, as those behind balancers do.
    public static func with<Result: Sendable>(
        controllers: Bool = false, goaway: Bool = false, _ body: (ControlPlane) async throws -> Result
    ) async throws -> Result {
        guard !hasSlot else {
            return try await start(options(controllers, goaway: goaway), body)
        }
        while !takeSlot() {
            try await Task.sleep(for: .milliseconds(50))
        }
        defer { running.withLock { $0 -= 1 } }
        return try await $hasSlot.withValue(true) {
            try await start(options(controllers, goaway: goaway), body)
        }
    }

    /// How many control planes `with(_:)` runs at a time.
    public static let limit = 3

    @TaskLocal private static var hasSlot = false
    private static let running = Mutex(0)

    private static func takeSlot() -> Bool {
        running.withLock { count in
            guard count < limit else {
                return false
            }
            count += 1
            return true
        }
    }

    private static func start<Result: Sendable>(
        _ options: [String], _ body: (ControlPlane) async throws -> Result
    ) async throws -> Result {
        try await TestParts.withTemporaryFolder { folder in
            let cluster = "\(folder)/cluster"
            return try await ServerProcess.with(
                "control-plane", [script, "run", cluster] + options, endsWithInput: true,
                logFolder: folder, timeout: startLimit,
                ready: { _ in
                    FileManager.default.fileExists(atPath: "\(cluster)/server") ? try ControlPlane(at: cluster) : nil
                },
                body: body)
        }
    }

    /// Kills the API server and starts it again on the same port; the store and the controllers stay.
    ///
    /// Returns when it is ready. A control plane that others share is not to be restarted.
    ///
    /// - Parameter time: How long nothing listens on the port before the new one starts.
    public func restart(downFor time: Duration = .zero) async throws {
        try await TestParts.run(Self.script, ["restart", folder, "\(time.inSeconds)"]).require()
    }

    /// Runs kubectl against this control plane.
    public func kubectl(
        _ arguments: String..., context: Context = .admin, input: String = ""
    ) async throws -> CommandResult {
        try await TestParts.run(
            .kubectl, ["--kubeconfig", kubeconfig, "--context", context.rawValue] + arguments,
            environment: environment, input: input)
    }

    /// Runs Helm against this control plane, with none of the user's own settings, caches and repositories.
    public func helm(
        _ arguments: String..., version: TestParts.Part = .helm4, context: Context = .admin
    ) async throws -> CommandResult {
        try await TestParts.run(
            version, ["--kube-context", context.rawValue] + arguments, environment: environment)
    }

    /// Variables that point kubectl, Helm and groundcrew at this control plane and away from the user's home.
    public var environment: [String: String?] {
        [
            "KUBECONFIG": kubeconfig,
            "HELM_CACHE_HOME": "\(folder)/helm/cache",
            "HELM_CONFIG_HOME": "\(folder)/helm/config",
            "HELM_DATA_HOME": "\(folder)/helm/data",
            "KUBECACHEDIR": "\(folder)/kubectl-cache",
        ]
    }
}

extension ControlPlane {
    static let startLimit = Duration.seconds(120)

    static var script: String { "\(TestParts.projectRoot)/.ci/control-plane" }

    static func options(_ controllers: Bool, goaway: Bool = false) -> [String] {
        (controllers ? ["--with-controllers"] : []) + (goaway ? ["--goaway"] : []) + ["--parent", "\(getpid())"]
    }

    /// Reads what the script left in its folder.
    init(at folder: String) throws {
        func line(_ name: String) throws -> String {
            String(try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).prefix { $0 != "\n" })
        }
        self.folder = folder
        server = try line("server")
        token = try line("token")
        etcd = try line("etcd")
        certificateAuthority = try String(contentsOfFile: "\(folder)/ca.crt", encoding: .utf8)
    }
}
