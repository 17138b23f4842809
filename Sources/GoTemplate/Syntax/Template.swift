/// A parsed template, ready to execute.
final class Template {
    let name: String
    let root: ListNode
    private let source: TemplateSource
    /// How many variables are alive at once at most, `$` among them.
    let slots: Int

    init(name: String, root: ListNode, slots: Int) {
        self.name = name
        self.root = root
        source = root.source
        self.slots = slots
    }

    /// Whether it has nothing but space and comments.
    var isEmpty: Bool { root.isEmpty }
}
