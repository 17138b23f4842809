#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The real Helm 4.3.1, against which ours is held.
struct Helm {
    /// nil where the parts are not on this machine; `.ci/parts` fetches them.
    static let installed: Helm? = {
        let home = environment("HOME") ?? "/root"
        let parts = environment("GROUNDCREW_PARTS") ?? "\(home)/.cache/groundcrew/parts"
        let path = "\(parts)/helm4"
        return access(path, X_OK) == 0 ? Helm(program: Program(path: path)) : nil
    }()

    static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private let program: Program

    /// What `helm template` prints, or why it does not.
    func template(_ arguments: [String]) throws -> ConformanceOutcome {
        let folder = "/tmp/conformance-helm"
        let result = try program.run(
            ["template"] + arguments,
            environment: [
                "HOME=\(folder)", "HELM_CACHE_HOME=\(folder)/cache", "HELM_CONFIG_HOME=\(folder)/config",
                "HELM_DATA_HOME=\(folder)/data", "PATH=/usr/bin:/bin", "TZ=UTC",
            ])
        if result.status == 0 { return .output(String(decoding: result.output, as: UTF8.self)) }
        let text = String(decoding: result.errors, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = lines.firstIndex { $0.hasPrefix("Error: ") } ?? 0
        return .failure(lines[start...].joined(separator: "\n"))
    }
}
