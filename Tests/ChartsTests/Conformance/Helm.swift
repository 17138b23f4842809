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
    func template(_ arguments: [String]) throws -> ConformanceOutcome { try measuredTemplate(arguments).outcome }

    func measuredTemplate(_ arguments: [String]) throws -> (outcome: ConformanceOutcome, cost: Program.Cost) {
        let result = try run(["template"] + arguments)
        if result.status == 0 { return (.output(String(decoding: result.output, as: UTF8.self)), result.cost) }
        let text = String(decoding: result.errors, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = lines.firstIndex { $0.hasPrefix("Error: ") } ?? 0
        return (.failure(lines[start...].joined(separator: "\n")), result.cost)
    }

    /// Why `helm lint` cannot render each of the charts; nil for those that it renders.
    ///
    /// One process lints them all, so that a case costs a millisecond and not the start of a program. The words are
    /// those of `helm template`; only `required` and `fail` pass.
    func lint(_ charts: [String], valueFile: String) throws -> [String?] {
        var reasons: [String?] = []
        for start in stride(from: 0, to: charts.count, by: 500) {
            let batch = charts[start..<min(start + 500, charts.count)]
            let result = try run(["lint", "-f", valueFile] + batch)
            var text = String(decoding: result.output, as: UTF8.self)[...]
            for (index, chart) in batch.enumerated() {
                guard let head = text.firstRange(of: "==> Linting \(chart)\n") else {
                    throw Program.Failure(
                        description:
                            "helm lint did not come to \(chart): \(String(decoding: result.errors, as: UTF8.self))")
                }
                text = text[head.upperBound...]
                let isLast = index == batch.count - 1
                let end = isLast ? text.endIndex : text.firstRange(of: "\n\n==> Linting ")?.lowerBound ?? text.endIndex
                var section = text[..<end]
                if isLast {
                    while section.hasSuffix("\n") { section.removeLast() }
                    // The count of charts follows the last one.
                    if let total = section.ranges(of: "\n\n").last { section = section[..<total.lowerBound] }
                }
                let mark = section.firstRange(of: "[ERROR] templates/: ")
                reasons.append(mark.map { String(section[$0.upperBound...]) })
            }
        }
        return reasons
    }

    private func run(_ arguments: [String]) throws -> Program.Result {
        let folder = "/tmp/conformance-helm"
        return try program.run(
            arguments,
            environment: [
                "HOME=\(folder)", "HELM_CACHE_HOME=\(folder)/cache", "HELM_CONFIG_HOME=\(folder)/config",
                "HELM_DATA_HOME=\(folder)/data", "PATH=/usr/bin:/bin", "TZ=UTC",
            ])
    }
}
