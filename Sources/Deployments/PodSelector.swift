import Value

/// Labels that pods must have, as a contract's selector names them: `key=value`, joined by commas.
struct PodSelector: Sendable, Hashable {
    let labels: [String: String]

    /// Nil for selectors that compare otherwise, which only the API server can judge.
    init?(_ text: String) {
        var labels: [String: String] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty, Self.isPlain(sides[0]) else { return nil }
            // `==` means the same.
            let value = sides[1].hasPrefix("=") ? sides[1].dropFirst() : sides[1]
            guard Self.isPlain(value) else { return nil }
            labels[String(sides[0])] = String(value)
        }
        self.labels = labels
    }

    private static func isPlain(_ text: Substring) -> Bool {
        !text.contains { $0.isWhitespace || "!()=".contains($0) }
    }

    /// Whether a label may have the values; the API server refuses a selector that no label can match.
    var isPossible: Bool { labels.values.allSatisfy { $0.utf8.count <= 63 } }

    func matches(_ pod: Value) -> Bool {
        let found = pod["metadata"]?["labels"]
        return labels.allSatisfy { found?[$0.key]?.string == $0.value }
    }

    /// One selector that matches all that any of these do, and as little else as its length allows; nil where they do not
    /// ask for the same labels.
    static func joined(_ selectors: [PodSelector], longest: Int = 2000) -> String? {
        guard let first = selectors.first, selectors.allSatisfy({ Set($0.labels.keys) == Set(first.labels.keys) })
        else { return nil }
        let keys = first.labels.keys.sorted()
        let exact = keys.map { key in
            let values = Set(selectors.compactMap { $0.labels[key] }).sorted()
            return values.count == 1 ? "\(key)=\(values[0])" : "\(key) in (\(values.joined(separator: ",")))"
        }.joined(separator: ",")
        return exact.utf8.count <= longest ? exact : keys.joined(separator: ",")
    }
}
