import FoundationEssentials
import TestParts

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The program as people run it: the binary, as a process of its own.
enum Groundcrew {
    /// `GROUNDCREW_BINARY`, else the release build, else the debug build of this checkout.
    static func path() throws -> String {
        if let path = ProcessInfo.processInfo.environment["GROUNDCREW_BINARY"] {
            return path
        }
        guard let path = [releasePath, "\(TestParts.projectRoot)/.build/debug/groundcrew"].first(where: isProgram)
        else {
            throw MissingBinary()
        }
        return path
    }

    static let releasePath = "\(TestParts.projectRoot)/.build/release/groundcrew"

    static func isProgram(_ path: String) -> Bool { access(path, X_OK) == 0 }

    /// Runs one command to its end, with no cluster but the one given.
    static func run(_ arguments: [String], on cluster: ControlPlane? = nil) async throws -> CommandResult {
        try await TestParts.run(path(), arguments, environment: environment(for: cluster))
    }

    static func run(_ arguments: String..., on cluster: ControlPlane? = nil) async throws -> CommandResult {
        try await run(arguments, on: cluster)
    }

    /// What the program sees of the machine: the cluster's kubeconfig, or none at all.
    static func environment(for cluster: ControlPlane?) -> [String: String?] {
        let quiet: [String: String?] = ["KUBECONFIG": "/nonexistent/kubeconfig", "NO_COLOR": "1"]
        return quiet.merging(cluster?.environment ?? [:]) { _, new in new }
    }

    struct MissingBinary: Error, CustomStringConvertible {
        var description: String { "there is no groundcrew binary to test: run 'make release'" }
    }
}
