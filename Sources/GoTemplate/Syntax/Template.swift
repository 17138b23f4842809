/// A parsed template, ready to execute.
final class Template {
    let name: String

    init(name: String) { self.name = name }
    var isEmpty: Bool { true }
}
