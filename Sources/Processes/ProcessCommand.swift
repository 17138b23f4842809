/// A program to run: a plain value, so that tests can compare it.
public struct ProcessCommand: Sendable, Hashable {
    /// A path, or a name to be found in the environment's PATH.
    public var executable: String
    /// Never holds secrets: other users can read them.
    public var arguments: [String]
    /// The whole environment of the program.
    public var environment: [String: String]
    /// Nil means this process's own.
    public var workingFolder: String?
    /// What the program reads; nil means nothing. Never shown.
    public var standardInput: [UInt8]?
    /// For how long this process may be stopped, as by SIGSTOP, before the program and its children are ended; whole
    /// seconds. Nil lets them run on. Whoever runs programs untied, or not on Linux, does not see to it.
    public var stopLimit: Duration?

    public init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
        workingFolder: String? = nil, standardInput: [UInt8]? = nil, stopLimit: Duration? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingFolder = workingFolder
        self.standardInput = standardInput
        self.stopLimit = stopLimit
    }
}

extension ProcessCommand: CustomStringConvertible {
    /// As a shell would take it.
    public var description: String {
        ([executable] + arguments).map(Self.quoted).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || Array("-_./=:,@%+".utf8).contains(byte)
        }
        return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}

/// How a program ended, and what it wrote.
public struct ProcessResult: Sendable, Hashable {
    public enum Ending: Sendable, Hashable {
        case exited(Int32)
        case signalled(Int32)
    }

    public var ending: Ending
    public var standardOutput: [UInt8]
    public var standardError: [UInt8]

    public init(ending: Ending, standardOutput: [UInt8] = [], standardError: [UInt8] = []) {
        self.ending = ending
        self.standardOutput = standardOutput
        self.standardError = standardError
    }

    public var succeeded: Bool { ending == .exited(0) }
    /// How it ended, in words.
    public var endingText: String {
        switch ending {
        case .exited(let code): "exit code \(code)"
        case .signalled(let signal): "ended by signal \(signal)"
        }
    }
    public var outputText: String { String(decoding: standardOutput, as: UTF8.self) }
    /// Without white space at its ends.
    public var errorText: String {
        let text = String(decoding: standardError, as: UTF8.self)
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }
}
