/// The difference between two texts in the form of `diff -u`, without its header.
public enum UnifiedDiff {
    /// Lines above which texts are only said to differ: the work grows with the square of the changes.
    public static let maximumLines = 20_000

    /// Hunks with their `@@` lines; empty where the texts are equal.
    ///
    /// - Parameter context: lines shown around a change.
    public static func text(from old: String, to new: String, context: Int = 3) -> String {
        let before = lines(old)
        let after = lines(new)
        guard before != after else { return "" }
        guard before.count + after.count <= maximumLines else {
            return "@@ -1,\(before.count) +1,\(after.count) @@\n(the texts differ, and are too long to be compared)\n"
        }
        return hunks(edits(before, after), context: context)
    }

    private enum Edit: Equatable {
        case same(Substring)
        case removed(Substring)
        case added(Substring)

        var isChange: Bool {
            if case .same = self { return false }
            return true
        }
    }

    private static func lines(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func edits(_ before: [Substring], _ after: [Substring]) -> [Edit] {
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var edits: [Edit] = []
        var (old, new) = (0, 0)
        while old < before.count || new < after.count {
            if removed.contains(old) {
                edits.append(.removed(before[old]))
                old += 1
            } else if added.contains(new) {
                edits.append(.added(after[new]))
                new += 1
            } else {
                edits.append(.same(before[old]))
                old += 1
                new += 1
            }
        }
        return edits
    }

    private static func hunks(_ edits: [Edit], context: Int) -> String {
        var text = ""
        var (old, new) = (1, 1)
        var index = 0
        while index < edits.count {
            guard let first = edits[index...].firstIndex(where: \.isChange) else { break }
            let start = max(index, first - context)
            old += start - index
            new += start - index
            var end = first
            // A hunk goes on while the next change is near.
            var next: Int? = first
            while let change = next {
                end = change + 1
                let rest = edits[end..<min(edits.count, end + 2 * context + 1)]
                next = rest.firstIndex(where: \.isChange)
            }
            end = min(edits.count, end + context)
            let part = edits[start..<end]
            let removed = part.count { if case .added = $0 { false } else { true } }
            let added = part.count { if case .removed = $0 { false } else { true } }
            text += "@@ -\(removed == 0 ? old - 1 : old),\(removed) +\(added == 0 ? new - 1 : new),\(added) @@\n"
            for edit in part {
                switch edit {
                case .same(let line): text += " \(line)\n"
                case .removed(let line): text += "-\(line)\n"
                case .added(let line): text += "+\(line)\n"
                }
            }
            old += removed
            new += added
            index = end
        }
        return text
    }
}
