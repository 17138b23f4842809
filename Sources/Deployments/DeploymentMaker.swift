import Value

/// Who looks after a deployment's object, as far as the object tells.
struct DeploymentMaker: Sendable, Equatable {
    /// About the object, such as `it was written by kubectl-create`.
    var words: String
    /// How to change the object.
    var hint: String

    /// Somebody who would undo what others change; nil where nobody is named.
    static func keeper(of object: Value) -> DeploymentMaker? {
        let metadata = object["metadata"]
        func text(_ kind: String, _ key: String) -> String? {
            metadata?[kind]?[key]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        func place(_ tool: String, _ kind: String) -> String? {
            let key = "\(tool).toolkit.fluxcd.io"
            guard let name = text("labels", "\(key)/name") else { return nil }
            return "Flux's \(kind) \(text("labels", "\(key)/namespace").map { "\($0)/" } ?? "")\(name)"
        }
        if let owner = metadata?["ownerReferences"]?.array?.first(where: { $0["controller"]?.bool == true }) {
            let name = "\(owner["kind"]?.string ?? "an object") \(owner["name"]?.string ?? "")"
            return DeploymentMaker(words: "it belongs to \(name)", hint: "change \(name), which makes it")
        }
        if let release = place("helm", "HelmRelease") {
            return DeploymentMaker(words: "\(release) makes it", hint: "change the values of \(release)")
        }
        if let source = place("kustomize", "Kustomization") {
            return DeploymentMaker(words: "\(source) makes it", hint: "change the manifest where \(source) has it from")
        }
        let tracked = text("annotations", "argocd.argoproj.io/tracking-id")?.prefix { $0 != ":" }
        if let application = tracked.map(String.init) ?? text("labels", "argocd.argoproj.io/instance") {
            return DeploymentMaker(
                words: "Argo CD's application \(application) makes it",
                hint: "change it where application \(application) has it from")
        }
        return nil
    }

    /// Of an object that no release holds.
    ///
    /// - Parameter edit: a command that changes the object.
    init(of object: Value, edit: String) { self = Self.keeper(of: object) ?? Self.writer(of: object, edit) }

    private init(words: String, hint: String) {
        self.words = words
        self.hint = hint
    }

    private static func writer(of object: Value, _ edit: String) -> DeploymentMaker {
        let again = "or deploy the model under another name: groundcrew deploy"
        let metadata = object["metadata"]
        if metadata?["annotations"]?["kubectl.kubernetes.io/last-applied-configuration"] != nil {
            return DeploymentMaker(
                words: "it was made by kubectl apply", hint: "change its manifest and apply it again; \(again)")
        }
        let entry = metadata?["managedFields"]?.array?.first { entry in
            (entry["subresource"]?.string ?? "").isEmpty && entry["fieldsV1"]?["f:spec"] != nil
        }
        return DeploymentMaker(
            words: entry?["manager"]?.string.map { "its spec was written by \($0)" } ?? "nobody says who made it",
            hint: "\(edit); \(again)")
    }
}
