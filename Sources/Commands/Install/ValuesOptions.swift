import ArgumentParser
import Charts
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
    /// Everything merged, as Helm merges it.
    func merged(_ context: CommandContext) throws -> Object {
        try merged(files.map { ValuesInput.File(name: $0, bytes: try read($0, context)) }, context)
    }

    /// The same, with files that are URLs.
    ///
    /// - Parameter download: fetches one.
    func merged(_ context: CommandContext, download: (String) async throws -> [UInt8]) async throws -> Object {
        var read: [ValuesInput.File] = []
        for path in files {
            let isURL = path.hasPrefix("http://") || path.hasPrefix("https://")
            read.append(.init(name: path, bytes: isURL ? try await download(path) : try self.read(path, context)))
        }
        return try merged(read, context)
    }

    private func merged(_ files: [ValuesInput.File], _ context: CommandContext) throws -> Object {
        let input = ValuesInput(
            files: files, setJSON: setJSON, set: set, setString: setString, setFile: setFile, setLiteral: setLiteral)
        return try input.merged { path in try read(path, context) }
    }

    /// As Helm, a hyphen is standard input.
    private func read(_ path: String, _ context: CommandContext) throws(CommandFailure) -> [UInt8] {
        path == "-"
            ? try context.standardInput(upTo: CommandLimits.valuesFile)
            : try context.readFile(path, upTo: CommandLimits.valuesFile)
    }
}
