import Value

// What can only be created: questions, answered in the status and not stored.
extension APIServer {
    func review(_ request: APIRequest, _ target: Target, _ user: SandboxUser) throws -> APIResponse {
        guard request.method == "POST" else { throw StatusError.methodNotAllowed() }
        var body = try Body.object(request)
        switch target.definition.kind {
        case "SelfSubjectAccessReview": answer(&body, user)
        case "SubjectAccessReview", "LocalSubjectAccessReview":
            let name = body[at: "spec", "user"]?.string ?? ""
            answer(&body, settings.users.first { $0.name == name } ?? SandboxUser(name: name, rules: []))
        case "SelfSubjectRulesReview":
            let namespace = body[at: "spec", "namespace"]?.string ?? ""
            body[at: "status"] = Self.rules(of: user, in: namespace)
        case "SelfSubjectReview":
            body[at: "status", "userInfo"] = [
                "username": .string(user.name), "groups": .array(user.groups.map(Value.string)),
            ]
        case "TokenReview":
            let token = body[at: "spec", "token"]?.string ?? ""
            if let found = settings.users.first(where: { $0.token == token }) {
                body[at: "status"] = [
                    "authenticated": true,
                    "user": ["username": .string(found.name), "groups": .array(found.groups.map(Value.string))],
                ]
            } else {
                body[at: "status"] = ["user": [:], "error": "invalid bearer token"]
            }
        default: throw StatusError.methodNotAllowed()
        }
        return .value(status: 201, body)
    }

    private func answer(_ body: inout Value, _ user: SandboxUser) {
        let asked = body[at: "spec", "resourceAttributes"]
        func text(_ key: String) -> String { asked?[key]?.string ?? "" }
        let isAllowed: Bool
        if asked != nil {
            let attributes = AccessAttributes(
                verb: text("verb"), group: text("group"), resource: text("resource"), subresource: text("subresource"),
                name: text("name"), namespace: text("namespace"))
            isAllowed = user.isAllowed(attributes)
        } else {
            isAllowed = user.rules == nil || body[at: "spec", "nonResourceAttributes", "verb"]?.string == "get"
        }
        var status: Object = ["allowed": .bool(isAllowed)]
        if isAllowed { status["reason"] = "simulated: the sandbox allows it" }
        body[at: "status"] = .object(status)
    }

    private static func rules(of user: SandboxUser, in namespace: String) -> Value {
        func strings(_ list: [String]) -> Value { .array(list.map(Value.string)) }
        let everything = SandboxUser.Rule(apiGroups: ["*"], resources: ["*"], verbs: ["*"])
        let rules = (user.rules ?? [everything]).filter { $0.namespaces.isEmpty || $0.namespaces.contains(namespace) }
        let reviews: [Value] = [
            [
                "verbs": ["create"], "apiGroups": ["authorization.k8s.io"],
                "resources": ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
            ]
        ]
        let paths: [Value] =
            user.rules == nil
            ? [["verbs": ["*"], "nonResourceURLs": ["*"]]]
            : [["verbs": ["get"], "nonResourceURLs": ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/version"]]]
        return [
            "resourceRules": .array(
                rules.map { rule in
                    var result: Object = [
                        "verbs": strings(rule.verbs), "apiGroups": strings(rule.apiGroups),
                        "resources": strings(rule.resources),
                    ]
                    if !rule.resourceNames.isEmpty { result["resourceNames"] = strings(rule.resourceNames) }
                    return .object(result)
                } + reviews),
            "nonResourceRules": .array(paths), "incomplete": false,
        ]
    }
}
