/// A parsed template, ready to execute.
final class Template {
    let name: String
    let root: ListNode
    /// How many variables are alive at once at most, `$` among them.
    let slots: Int

    init(name: String, root: ListNode, slots: Int) {
        self.name = name
        self.root = root
        self.slots = slots
    }

    /// Whether it has nothing but space and comments.
    var isEmpty: Bool { root.isEmpty }
}
