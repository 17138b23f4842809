import Files
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Tells whether a run lives, where that can be told from here.
public protocol RunProbing: Sendable {
    /// Nil where nobody here can know: the run is of another machine, or of another container.
    func isGone(_ run: RunIdentity) -> Bool?
}

/// What Linux says of its processes, in `/proc`.
public struct ProcessTable: RunProbing {
    private let root: String

    public init(root: String = "/proc") { self.root = root }

    /// A new run of this process.
    public func identity(command: String) -> RunIdentity {
        RunIdentity(
            id: Self.newID(), command: command, host: Self.hostName, processID: Int(getpid()), bootID: bootID,
            processNamespace: processNamespace, startTime: startTime(of: "self"))
    }

    public func isGone(_ run: RunIdentity) -> Bool? {
        guard let bootID, let processNamespace, let startTime = run.startTime, bootID == run.bootID,
            processNamespace == run.processNamespace
        else { return nil }
        return self.startTime(of: String(run.processID)) != startTime
    }

    private var bootID: String? { text("sys/kernel/random/boot_id") }

    /// Containers of one machine share its boot and number their processes by themselves.
    private var processNamespace: String? {
        // No such link on this system: then nothing can be told, and nil says so.
        try? FileManager.default.destinationOfSymbolicLink(atPath: "\(root)/self/ns/pid")
    }

    /// Nil when there is no such process. A dead one whose parent has not looked yet is gone, too.
    private func startTime(of process: String) -> String? {
        guard let text = text("\(process)/stat") else { return nil }
        // The program's name, in parentheses, may hold anything.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, !["Z", "X"].contains(fields[0]) else { return nil }
        return String(fields[19])
    }

    private func text(_ path: String) -> String? {
        do {
            let bytes = try WholeInput.file("\(root)/\(path)", upTo: 64 << 10)
            return String(decoding: bytes, as: UTF8.self).filter { !$0.isNewline }
        } catch {
            return nil  // Not there: no Linux, or no such process.
        }
    }

    private static var hostName: String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return "this machine" }
        return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func newID() -> String {
        let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz")
        return String((0..<12).map { _ in digits[Int.random(in: digits.indices)] })
    }
}
