/// How many cases pass, and whether that is what is expected; pure.
public struct CELReport: Sendable, Equatable {
    /// A file of cases.
    public struct File: Sendable, Equatable {
        public var name: String
        public var passed = 0
        public var count = 0
        /// Cases about messages and enums, which are in no count.
        public var needingMessages = 0
    }

    public struct Failure: Sendable, Equatable {
        public var id: String
        public var source: String
        public var reason: String
    }

    public var files: [File] = []
    public var failures: [Failure] = []
    /// Why a case may fail, by its id.
    public var leftOut: [String: String]

    public init(leftOut: [String: String] = CELLeftOutCases.reasons) { self.leftOut = leftOut }

    public var passed: Int { files.reduce(0) { $0 + $1.passed } }
    public var count: Int { files.reduce(0) { $0 + $1.count } }

    /// Failures that no reason is given for.
    public var unexpected: [Failure] { failures.filter { leftOut[$0.id] == nil } }

    /// Reasons for cases that pass or that are not there.
    public var stale: [String] { leftOut.keys.filter { id in !failures.contains { $0.id == id } }.sorted() }

    public var exitCode: Int32 { count == 0 || !unexpected.isEmpty || !stale.isEmpty ? 1 : 0 }

    public var summary: String {
        let others = files.reduce(0) { $0 + $1.needingMessages }
        return "\(passed) of \(count) cases pass"
            + (others > 0 ? "; \(others) more need protobuf's messages or enums" : "")
    }

    /// A line for each file, what fails and what may, and last what it comes to.
    public var text: String {
        let width = files.map(\.name.count).max() ?? 0
        var lines = files.map { file in
            let name = file.name + String(repeating: " ", count: width - file.name.count)
            return "\(name)  \(file.passed) of \(file.count)"
        }
        let listed = failures.filter { leftOut[$0.id] != nil }
        if !listed.isEmpty { lines += ["", "left out:"] }
        lines += listed.map { "  \($0.id): \(leftOut[$0.id] ?? "")" }
        if !unexpected.isEmpty { lines += ["", "FAILED:"] }
        lines += unexpected.map { "  \($0.id): \($0.source)\n    \($0.reason)" }
        lines += stale.map { "NOT LEFT OUT: \($0) passes or is not there; take it off the list" }
        return (lines + ["", summary]).joined(separator: "\n")
    }
}
