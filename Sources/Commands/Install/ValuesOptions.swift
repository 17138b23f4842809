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
        func contents(_ argument: String) async throws -> [UInt8] {
            try await context.contents(ofArgument: argument, upTo: CommandLimits.valuesFile, fetcher: fetcher)
        }
        var read: [ValuesInput.File] = []
        for name in files { read.append(.init(name: name, bytes: try await contents(name))) }
        let input = ValuesInput(
            files: read, setJSON: setJSON, set: set, setString: setString, setFile: setFile, setLiteral: setLiteral)
        var named: [String: [UInt8]] = [:]
        for argument in try argumentsOfSetFile where named[argument] == nil {
            named[argument] = try await contents(argument)
        }
        return try input.merged { [named] in named[$0] ?? [] }
    }

    /// What `--set-file` names, as its own syntax has it: files behind keys, several with commas between.
    private var argumentsOfSetFile: [String] {
        get throws {
            var arguments: [String] = []
            _ = try ValuesInput(setFile: setFile).merged {
                arguments.append($0)
                return []
            }
            return arguments
        }
    }
}
