import ArgumentParser
import Charts
import Value

/// Helm's flags for values.
struct ValuesOptions: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("values")],
        help: ArgumentHelp("Values file; repeatable, later ones win.", valueName: "file"), completion: .file())
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
    /// Everything merged, as Helm merges it.
    func merged(_ context: CommandContext) throws -> Object {
        var input = ValuesInput()
        for path in files {
            input.files.append(.init(name: path, bytes: try context.readFile(path, upTo: CommandLimits.valuesFile)))
        }
        input.set = set
        input.setString = setString
        input.setJSON = setJSON
        input.setFile = setFile
        input.setLiteral = setLiteral
        return try input.merged { path in try context.readFile(path, upTo: CommandLimits.valuesFile) }
    }
}
