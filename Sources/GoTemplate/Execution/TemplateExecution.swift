/// One execution of templates of a set: what functions that are bound to the context work through.
public final class TemplateExecution {
    /// The templates that `{{template}}` and `include` see.
    public let set: TemplateSet
    let budget: TemplateBudget
    let stack: StackGuard

    init(set: TemplateSet, budget: TemplateBudget) {
        self.set = set
        self.budget = budget
        stack = StackGuard()
    }

    public var limits: TemplateLimits { budget.limits }

    /// What the template of that name writes for `data`, within this execution's limits: Helm's `include`.
    public func include(_ name: String, _ data: TemplateValue) throws(TemplateError) -> TemplateValue {
        TemplateValue(bytes: try output(name, data))
    }

    /// Parses `text` as a template called `name` in a copy of the set, and executes it there: Helm's `tpl`.
    ///
    /// What `text` defines is seen by the templates it uses and is gone afterwards.
    public func evaluate(
        _ text: [UInt8], name: String, _ data: TemplateValue
    ) throws(TemplateError) -> TemplateValue {
        let scope = set.copy()
        try scope.parse(text, name: name)
        return TemplateValue(bytes: try TemplateExecution(set: scope, budget: budget).output(name, data))
    }

    func output(_ name: String, _ data: TemplateValue) throws(TemplateError) -> [UInt8] {
        throw TemplateError(.notFound, "template: no template \"\(name)\" associated with template \"\"")
    }
}
