import Commands
import Files
import HTTP
import Sandbox
import Testing
import Value
import YAML

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What one command line printed, and how it ended.
struct CommandRun: Sendable {
    var arguments: [String]
    var status: Commands.ExitStatus
    var output: String
    var errors: String

    /// Runs a command line in this process.
    ///
    /// - Parameters:
    ///   - folder: the current folder.
    ///   - transport: the network; without it, every request is a mistake of the test.
    static func of(
        _ arguments: [String], in folder: String = "/", environment: [String: String] = [:],
        terminal: Terminal = Terminal(), transport: any HTTPTransport = NoNetwork(), standardInput: String = "",
        clock: any Clock<Duration> = ContinuousClock()
    ) async -> CommandRun {
        let output = CapturedOutput()
        let errors = CapturedOutput()
        let context = CommandContext(
            environment: environment, currentFolder: folder, standardOutput: output, standardError: errors,
            terminal: terminal, makeTransport: { transport }, clock: clock,
            readStandardInput: { limit throws(WholeInputError) in
                guard standardInput.utf8.count <= limit else { throw .tooLarge }
                return Array(standardInput.utf8)
            })
        let status = await Groundcrew.run(arguments, context: context)
        return CommandRun(arguments: arguments, status: status, output: output.text, errors: errors.text)
    }

    /// A line of a shell without quotes.
    static func of(_ line: String, in folder: String = "/") async -> CommandRun {
        await of(line.split(separator: " ").map(String.init), in: folder)
    }

    /// Standard output as the one JSON document that it must be.
    var json: Value {
        get throws { try Value(json: Array(output.utf8)) }
    }

    var yaml: Value {
        get throws { try YAML.decode(output, file: "output") }
    }

    /// Standard error as one JSON document a line.
    var records: [Value] {
        get throws {
            try errors.split(separator: "\n").filter { $0.hasPrefix("{") }.map { try Value(json: Array($0.utf8)) }
        }
    }

    var everything: String { output + errors }
}

/// Tests reach no network; what is not the simulated cluster is refused with a sentence.
struct NoNetwork: HTTPTransport {
    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        throw HTTPError(.invalidRequest, "the test has no network: give CommandRun.of a transport")
    }
}

/// A folder that goes when the test does.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/groundcrew-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let file = path + "/" + name
        try Self.write(text, to: file)
        return file
    }

    static func write(_ text: String, to file: String) throws { try write(Array(text.utf8), to: file) }

    static func write(_ bytes: [UInt8], to file: String) throws {
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: file))
    }

    static func copy(_ source: String, to target: String) throws {
        let folder = target.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: source, toPath: target)
    }

    static func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: path) }

    func read(_ name: String) throws -> String { try Self.read(path + "/" + name) }

    static func read(_ file: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
    }

    static func bytes(_ file: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: file))) }

    var names: [String] {
        get throws { try Self.names(path) }
    }

    static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    static let oneModel = """
        apiVersion: groundcrew/v1
        kind: Bootstrap
        models:
          - id: Qwen/Qwen3-0.6B
            name: qwen3
            namespace: models
            engine: vllm

        """
}

extension CommandRun {
    /// Standard output without its last line, which says that the cluster is simulated.
    var said: String {
        output.replacing("\n(simulated cluster: no container runs and no model answers)\n", with: "")
    }

    /// The lines of standard output, with one space where a table has several.
    var rows: [String] {
        output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    }
}
