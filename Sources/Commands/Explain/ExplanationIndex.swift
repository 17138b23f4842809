import Preflight
import Value

/// All that can be explained.
struct ExplanationIndex: Sendable {
    let all: [Explanation]

    /// - Parameter catalog: whose checks are explained, besides all codes.
    init(_ catalog: CheckCatalog) {
        all = catalog.checks.map(Explanation.init) + Explanation.codes
    }

    /// What a word means; words are taken whatever their case, and with or without dashes.
    ///
    /// - Throws: `CommandFailure` with status `usage` for a word without a meaning and for one with several, with what may
    ///   be meant.
    func explanation(of word: String) throws(CommandFailure) -> Explanation {
        let exact = all.filter { $0.name == word || $0.fullName == word }
        let found = exact.isEmpty ? all.filter { $0.isMeant(by: Self.plain(word)) } : exact
        if found.count == 1 { return found[0] }
        guard found.isEmpty else {
            throw CommandFailure(
                .usage, "'\(word)' has \(found.count) meanings",
                hint: "say which: "
                    + found.map { "groundcrew explain \($0.fullName) (\($0.topic.title))" }
                    .joined(separator: ", "))
        }
        throw unknown(word)
    }

    private func unknown(_ word: String) -> CommandFailure {
        let parts = word.split(separator: "/", maxSplits: 1).map(String.init)
        if parts.count == 2, let topic = Explanation.Topic(rawValue: parts[0]) {
            let names = all.filter { $0.topic == topic }.map(\.name)
            let question = CloseNames.question(parts[1], among: names)
            return CommandFailure(
                .usage, "\(topic.rawValue) knows no '\(parts[1])'\(question)",
                hint: "known are \(names.sorted().joined(separator: ", "))")
        }
        var close = CloseNames(word)
        for one in all { close.offer(Array(one.name.utf8)) }
        let names = close.names.enumerated().filter { !close.names[..<$0.offset].contains($0.element) }
            .map { "'\($0.element)'" }
        let question = names.isEmpty ? "" : " (did you mean \(names.joined(separator: " or "))?)"
        return CommandFailure(
            .usage, "there is no check and no code '\(word)'\(question)",
            hint: "groundcrew checks list shows the checks; codes are of "
                + Explanation.Topic.allCases.dropFirst().map(\.rawValue).joined(separator: ", "))
    }

    /// What shells offer: names that mean one thing, and full names of others.
    var offered: [String] {
        let counts = Dictionary(all.map { ($0.name, 1) }, uniquingKeysWith: +)
        return all.map { counts[$0.name] == 1 ? $0.name : $0.fullName }
    }

    fileprivate static func plain(_ word: String) -> String { word.lowercased().filter { $0 != "-" && $0 != "_" } }
}

extension Explanation {
    fileprivate func isMeant(by plain: String) -> Bool {
        ([name, fullName] + aliases).contains { ExplanationIndex.plain($0) == plain }
    }

    static let codes: [Explanation] = [verdicts, unknowns, owners, decisions, releases, waits, exits].flatMap { $0 }
}
