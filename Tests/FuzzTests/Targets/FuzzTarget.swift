/// A part of groundcrew that reads untrusted input, and what must hold for whatever that is.
struct FuzzTarget: Sendable {
    /// The name of its folder of seeds, and of its dictionary where it has one.
    let name: String
    /// Bytes of the longest input that the fuzzer makes.
    let maximumLength: Int
    /// Tries one input. To refuse an input is always right, so the part's own errors end here.
    ///
    /// - Throws: `Finding` when something does not hold.
    let run: @Sendable ([UInt8]) throws -> Void

    static let all = [
        FuzzTarget(name: "archive", maximumLength: 4096, run: ArchiveTargets.archive),
        FuzzTarget(name: "tar", maximumLength: 16384, run: ArchiveTargets.tar),
        FuzzTarget(name: "cel", maximumLength: 2048, run: ExpressionTarget.run),
        FuzzTarget(name: "chart", maximumLength: 8192, run: ChartTargets.chart),
        FuzzTarget(name: "index", maximumLength: 4096, run: IndexTarget.run),
        FuzzTarget(name: "json", maximumLength: 4096, run: JSONTarget.run),
        FuzzTarget(name: "regex", maximumLength: 512, run: RegularExpressionTarget.run),
        FuzzTarget(name: "schema", maximumLength: 4096, run: ValuesTargets.schema),
        FuzzTarget(name: "set", maximumLength: 512, run: ValuesTargets.set),
        FuzzTarget(name: "template", maximumLength: 4096, run: ChartTargets.template),
        FuzzTarget(name: "values", maximumLength: 4096, run: ValuesTargets.values),
        FuzzTarget(name: "versions", maximumLength: 256, run: VersionsTarget.run),
        FuzzTarget(name: "yaml", maximumLength: 4096, run: YAMLTarget.run),
    ]
}

/// Something that must hold and does not.
struct Finding: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = String(description.prefix(4000)) }

    static func require(_ condition: Bool, _ description: @autoclosure () -> String) throws(Finding) {
        if !condition { throw Finding(description()) }
    }
}
