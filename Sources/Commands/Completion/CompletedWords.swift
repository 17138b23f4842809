/// The words of a command line that is being completed, as the shell has them.
struct CompletedWords: Sendable {
    let words: [String]

    /// The values of an option that is there already: `--name value` and `--name=value`.
    func values(of name: String) -> [String] {
        var values: [String] = []
        for (index, word) in words.enumerated() {
            if word == name, index + 1 < words.count { values.append(Self.unquoted(words[index + 1])) }
            if word.hasPrefix(name + "=") { values.append(Self.unquoted(String(word.dropFirst(name.count + 1)))) }
        }
        return values
    }

    func contains(_ flag: String) -> Bool { words.contains { $0 == flag || $0.hasPrefix(flag + "=") } }

    /// Shells hand words over with their quotes.
    private static func unquoted(_ word: String) -> String {
        guard word.count >= 2, let first = word.first, first == word.last, "'\"".contains(first) else { return word }
        return String(word.dropFirst().dropLast())
    }
}
