import ArgumentParser
import Charts
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
        name: .customLong("set-file"), help: ArgumentHelp("Set values from files' contents.", valueName: "key=path"))
    var setFile: [String] = []

    @Option(
        name: .customLong("set-literal"), help: ArgumentHelp("Set one value as it stands.", valueName: "key=value"))
    var setLiteral: [String] = []
}

extension ValuesOptions {
    /// Everything merged, as Helm merges it; files may be URLs or `-`.
    ///
    /// - Parameter fetcher: for URLs, with what flags say of connections.
    func merged(_ context: CommandContext, fetcher: ChartFetcher? = nil) async throws -> Object {
        var read: [ValuesInput.File] = []
        for name in files {
            let bytes = try await context.contents(
                ofArgument: name, upTo: CommandLimits.valuesFile, fetcher: fetcher)
            read.append(.init(name: name, bytes: bytes))
        }
        let input = ValuesInput(
            files: read, setJSON: setJSON, set: set, setString: setString, setFile: setFile, setLiteral: setLiteral)
        return try input.merged { path in
            // As Helm, a hyphen is standard input.
            path == "-"
                ? try context.standardInput(upTo: CommandLimits.valuesFile)
                : try context.readFile(path, upTo: CommandLimits.valuesFile)
        }
    }
}
