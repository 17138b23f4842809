/// A change of a fixture's text.
struct Edit: Sendable {
    var old: String
    var new: String

    init(_ old: String, _ new: String) {
        self.old = old
        self.new = new
    }
}

extension String {
    /// The text with the changes made, one after the other; each must find what it changes.
    func with(_ edits: Edit...) -> String {
        edits.reduce(self) { text, edit in
            precondition(text.contains(edit.old), "the fixture has no \(edit.old)")
            return text.replacing(edit.old, with: edit.new)
        }
    }
}
