import Charts
import Repositories
import Value

/// Values as Helm's flags give them, nothing of it read yet.
struct GivenValues: Sendable {
    var files: [String] = []
    var set: [String] = []
    var setString: [String] = []
    var setJSON: [String] = []
    var setFile: [String] = []
    var setLiteral: [String] = []

    var isEmpty: Bool { [files, set, setString, setJSON, setFile, setLiteral].allSatisfy(\.isEmpty) }

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
