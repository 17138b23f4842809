import Formats
import FoundationEssentials
import TestParts

/// The program that is proven, as people run it: a process of its own.
public struct Tool: Sendable {
    /// The absolute path of the binary.
    public let path: String
    /// Words before it, such as `env FAKETIME=+10m`.
    var wrapper: [String] = []

    public init(path: String) { self.path = path }

    /// `GROUNDCREW_BINARY`, else the release build of this checkout.
    public static var built: Tool {
        Tool(
            path: ProcessInfo.processInfo.environment["GROUNDCREW_BINARY"]
                ?? "\(TestParts.projectRoot)/.build/release/groundcrew")
    }

    /// What no fault may make a run longer than: its own `--timeout`, and a server that is away for as long as work
    /// under way bears it.
    static let limit: Duration = .seconds(240)

    /// Tells one build of the program from another.
    func fingerprint() throws -> String {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let time = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return "\(path), \(attributes[.size] ?? 0) bytes, \(time)"
    }

    /// Runs one command to its end.
    ///
    /// - Parameter processIDFile: where the id of the process is written before the program starts.
    /// - Throws: `TimeoutError` when it does not end.
    func run(
        _ arguments: [String], kubeconfig: String, home: String, processIDFile: String? = nil
    ) async throws -> CommandResult {
        var words = wrapper + [path] + arguments + ["--kubeconfig", kubeconfig]
        if let processIDFile { words = ["sh", "-c", #"echo $$ >"$0"; exec "$@""#, processIDFile] + words }
        let command = words
        return try await withTimeout(Self.limit, clock: ContinuousClock()) {
            try await TestParts.run(
                command[0], Array(command.dropFirst()),
                environment: ["NO_COLOR": "1", "HOME": home, "XDG_STATE_HOME": "\(home)/state"])
        }
    }
}
