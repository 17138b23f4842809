import ArgumentParser

/// Helm's flags for values of an operator, where `-f` is something else.
struct OperatorValuesOptions: ParsableArguments {
    @Option(
        name: .customLong("values"),
        help: ArgumentHelp(
            "Values file of the operator, URL or - ; repeatable, later ones win.", valueName: "file"),
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

    var given: GivenValues {
        GivenValues(
            files: files, set: set, setString: setString, setJSON: setJSON, setFile: setFile, setLiteral: setLiteral)
    }
}
