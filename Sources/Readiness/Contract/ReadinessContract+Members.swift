import Expressions

extension ReadinessContract {
    /// What each expression reads by name of a variable: where it stands in the section and in the file. Those that read
    /// nothing of it are left out.
    public func members(of variable: String) -> [(path: String, members: Set<String>, location: String?)] {
        texts.map { (path: $0.path, members: $0.text.members(of: variable), location: $0.text.location) }
            .filter { !$0.members.isEmpty }
    }

    /// Whether an expression reads the variable without a name, so that it cannot be told of what.
    public func readsWhole(_ variable: String) -> Bool {
        texts.contains { $0.text.readsWhole(variable) }
    }

    /// An expression, or a text with some.
    private enum Text {
        case expression(Expression)
        case template(MessageTemplate)

        var location: String? {
            switch self {
            case .expression(let expression): expression.location
            case .template(let template): template.location
            }
        }

        func members(of variable: String) -> Set<String> {
            switch self {
            case .expression(let expression): expression.members(of: variable)
            case .template(let template): template.members(of: variable)
            }
        }

        func readsWhole(_ variable: String) -> Bool {
            switch self {
            case .expression(let expression): expression.readsWhole(variable)
            case .template(let template): template.readsWhole(variable)
            }
        }
    }

    private var texts: [(path: String, text: Text)] {
        var texts = definitions.map { ("let.\($0.name)", Text.expression($0.expression)) }
        for (index, rule) in rules.enumerated() {
            texts.append(("rules[\(index)].when", .expression(rule.condition)))
            if let message = rule.message { texts.append(("rules[\(index)].message", .template(message))) }
            if let reason = rule.reason { texts.append(("rules[\(index)].reason", .template(reason))) }
        }
        if let desired { texts.append(("replicas.desired", .expression(desired))) }
        if let ready { texts.append(("replicas.ready", .expression(ready))) }
        if let podSelector { texts.append(("pods.selector", .template(podSelector))) }
        if let endpoint {
            texts += [("endpoint.service", .template(endpoint.service)), ("endpoint.port", .template(endpoint.port))]
        }
        return texts.map { (path: $0.0, text: $0.1) }
    }
}
