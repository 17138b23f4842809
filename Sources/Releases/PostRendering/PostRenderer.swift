import Charts
import Formats
public import Processes

/// A program of the user's that changes what a chart was rendered to: `helm --post-renderer` as Helm 3 has it.
///
/// It reads the manifest, hooks left out, and writes another one, which is what the release holds from then on.
public struct PostRenderer: Sendable {
    /// A path, or a name to be found in PATH.
    public var program: String
    /// Other users can read them.
    public var arguments: [String]
    private let processes: any ProcessRunning
    private let environment: [String: String]
    private let folder: String

    /// - Parameters:
    ///   - environment: all of the program's.
    ///   - folder: the program's current folder; absolute.
    public init(
        _ program: String, _ arguments: [String] = [], processes: any ProcessRunning, environment: [String: String],
        folder: String
    ) {
        self.program = program
        self.arguments = arguments
        self.processes = processes
        self.environment = environment
        self.folder = folder
    }

    /// The program as another program finds it, whatever its current folder is.
    var place: String { program.contains("/") && !program.hasPrefix("/") ? "\(folder)/\(program)" : program }

    /// Runs the program once; cancelling ends it.
    ///
    /// - Parameter limit: of time; `PostRenderLimits.time` holds besides.
    /// - Returns: the chart with what the program wrote, and what it said of it.
    /// - Throws: `ReleaseError` with code `invalidRequest`, in the program's own words.
    func applied(to rendered: RenderedChart, within limit: Duration, release: String) async throws -> RenderedChart {
        let result = try await run(rendered.manifestText, within: min(limit, PostRenderLimits.time), release)
        guard result.succeeded else {
            throw problem("failed (\(result.endingText))" + Self.quoted(result.errorText), release)
        }
        guard let text = String(validating: result.standardOutput, as: UTF8.self) else {
            throw problem("wrote what is not UTF-8", release)
        }
        var changed: RenderedChart
        do {
            changed = try rendered.postRendered(as: text, by: "post-renderer \(program)")
        } catch {
            throw problem(error.description, release, isWhole: true)
        }
        if !result.errorText.isEmpty {
            changed.warnings.append("post-renderer \(program) says: \(result.errorText.suffix(PostRenderLimits.words))")
        }
        return changed
    }

    private func run(_ manifest: String, within limit: Duration, _ release: String) async throws -> ProcessResult {
        let command = ProcessCommand(
            place, arguments, environment: environment, workingFolder: folder, standardInput: Array(manifest.utf8))
        do {
            return try await processes.run(command, timeout: limit)
        } catch let error as ProcessError {
            switch error.code {
            case .timedOut: throw problem("did not end within \(limit.limitText)", release)
            case .outputTooLarge: throw problem("wrote more than a release can hold", release)
            case .notFound, .cannotStart: throw problem("cannot be run: \(error.message)", release)
            }
        }
    }

    private func problem(_ words: String, _ release: String, isWhole: Bool = false) -> ReleaseError {
        ReleaseError(
            .invalidRequest, isWhole ? words : "post-renderer \(program) \(words)",
            hint: "run it by hand: groundcrew chart template … | \(command); nothing was changed", release: release)
    }

    private var command: String { ProcessCommand(program, arguments).description }

    private static func quoted(_ said: String) -> String {
        said.isEmpty ? "" : ": \(said.suffix(PostRenderLimits.words))"
    }
}

enum PostRenderLimits {
    /// For one run of the program.
    static let time: Duration = .seconds(300)
    /// Characters that are quoted of what it says.
    static let words = 4000
}
