import ArgumentParser
import Repositories
import Value

/// Helm's flags for values.
struct ValuesOptions: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("values")],
        help: ArgumentHelp("Values file, URL or - ; repeatable, later ones win.", valueName: "file"),
        completion: .file())
    var files: [String] = []

    @Option(name: .customLong("set"), help: ArgumentHelp("Set values: a.b=1,c={x,y}.", valueName: "key=value"))
    var set: [String] = []

    @Option(
        name: .customLong("set-string"), help: ArgumentHelp("Set values as strings.", valueName: "key=value"))
    var setString: [String] = []

    @Option(name: .customLong("set-json"), help: ArgumentHelp("Set values from JSON.", valueName: "key=json"))
    var setJSON: [String] = []

    @Option(
        name: .customLong("set-file"),
        help: ArgumentHelp("Set values from the contents of files, URLs or - .", valueName: "key=file"))
    var setFile: [String] = []

    @Option(
        name: .customLong("set-literal"), help: ArgumentHelp("Set one value as it stands.", valueName: "key=value"))
    var setLiteral: [String] = []
}

extension ValuesOptions {
    /// Everything merged, as Helm merges it; files, those of `--set-file` too, may be URLs or `-`.
    ///
    /// - Parameter fetcher: for URLs, with what flags say of connections.
    func merged(_ context: CommandContext, fetcher: ChartFetcher? = nil) async throws -> Object {
        try await GivenValues(
            files: files, set: set, setString: setString, setJSON: setJSON, setFile: setFile, setLiteral: setLiteral
        ).merged(context, fetcher: fetcher)
    }
}
