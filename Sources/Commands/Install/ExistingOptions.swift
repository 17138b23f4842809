import ArgumentParser
import Operators

/// What is to become of operators that are in the cluster already.
struct ExistingOptions: ParsableArguments {
    @Option(
        name: .customLong("existing"),
        help: ArgumentHelp(
            "What becomes of an operator that is there already: reuse, upgrade or adopt; repeatable.",
            valueName: "name=word"))
    var existing: [String] = []

    /// - Throws: `CommandFailure` with status `usage` for what is not `NAME=WORD`.
    func words() throws(CommandFailure) -> [String: ExistingWord] {
        var words: [String: ExistingWord] = [:]
        for text in existing {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, let word = ExistingWord(rawValue: String(parts[1])) else {
                let known = ExistingWord.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure(
                    .usage, "--existing \(text) is not NAME=WORD", hint: "WORD is one of \(known)")
            }
            words[String(parts[0])] = word
        }
        return words
    }

    /// - Throws: `CommandFailure` with status `usage` for a word about an operator that the command has nothing to do with.
    static func check(_ words: [String: ExistingWord], against plans: [OperatorPlan]) throws(CommandFailure) {
        let known = plans.map(\.name)
        for name in words.keys.sorted() where !known.contains(name) {
            throw CommandFailure(
                .usage, "--existing \(name): it is not an operator that is needed here",
                hint: known.isEmpty ? "leave it out" : "needed are \(known.joined(separator: ", "))")
        }
    }
}
