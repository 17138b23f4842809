/// The word that a person meant, when what was typed is no known one.
enum NearestWord {
    /// - Returns: the nearest of `known`, or nil when none is near: one slip in three letters, or the beginning of a word.
    static func to(_ typed: String, among known: [String]) -> String? {
        let word = typed.lowercased()
        guard !word.isEmpty else { return nil }
        let ranked = known.map { (word: $0, distance: distance(word, $0.lowercased())) }
            .filter { $0.distance <= max(1, min(word.count, $0.word.count) / 3) }
            // Of equally near ones the first in the alphabet, so that the answer is the same every time.
            .min { ($0.distance, $0.word) < ($1.distance, $1.word) }
        return ranked?.word ?? known.filter { word.count > 1 && $0.lowercased().hasPrefix(word) }.min()
    }

    /// Letters to add, drop, replace or swap with their neighbour: what fingers do.
    static func distance(_ from: String, _ to: String) -> Int {
        let (from, to) = (Array(from), Array(to))
        var rows = [Array(0...to.count)]
        for i in 1..<(from.count + 1) {
            var row = [i]
            for j in 1..<(to.count + 1) {
                var least = min(rows[i - 1][j] + 1, row[j - 1] + 1)
                least = min(least, rows[i - 1][j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1))
                if i > 1, j > 1, from[i - 1] == to[j - 2], from[i - 2] == to[j - 1] {
                    least = min(least, rows[i - 2][j - 2] + 1)
                }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[from.count][to.count]
    }
}
