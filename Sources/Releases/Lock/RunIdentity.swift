import Formats

/// Who is at work on a release: enough for another process to name it, and for one on the same machine to see whether it
/// still lives.
public struct RunIdentity: Sendable, Hashable {
    /// Different for every run.
    public var id: String
    /// What a person would call it, such as `groundcrew release upgrade`.
    public var command: String
    public var host: String
    public var processID: Int
    /// Nil where the system does not tell. All three must agree before a process id says anything.
    public var bootID: String?
    public var processNamespace: String?
    /// In ticks since the machine started, so that another process with the same id is told apart.
    public var startTime: String?

    public init(
        id: String, command: String, host: String, processID: Int, bootID: String? = nil,
        processNamespace: String? = nil, startTime: String? = nil
    ) {
        self.id = id
        self.command = command
        self.host = host
        self.processID = processID
        self.bootID = bootID
        self.processNamespace = processNamespace
        self.startTime = startTime
    }

    /// Such as `groundcrew install (process 4711 on build-3)`.
    public var words: String { "\(command) (process \(processID) on \(host))" }
}

extension RunIdentity {
    private enum Key {
        static let id = "groundcrew/run"
        static let command = "groundcrew/command"
        static let host = "groundcrew/host"
        static let process = "groundcrew/process"
        static let boot = "groundcrew/boot"
        static let namespace = "groundcrew/process-namespace"
        static let start = "groundcrew/process-start"
    }

    /// As objects that the run holds or makes carry it.
    var annotations: [String: String] {
        var annotations = [
            Key.id: id, Key.command: command, Key.host: host, Key.process: String(processID),
        ]
        annotations[Key.boot] = bootID
        annotations[Key.namespace] = processNamespace
        annotations[Key.start] = startTime
        return annotations
    }

    /// Nil where the annotations are not those of a run.
    init?(annotations: [String: String]) {
        guard let id = annotations[Key.id], let process = annotations[Key.process].flatMap({ Int($0) }) else {
            return nil
        }
        self.init(
            id: id, command: annotations[Key.command] ?? "groundcrew", host: annotations[Key.host] ?? "another machine",
            processID: process, bootID: annotations[Key.boot], processNamespace: annotations[Key.namespace],
            startTime: annotations[Key.start])
    }
}
