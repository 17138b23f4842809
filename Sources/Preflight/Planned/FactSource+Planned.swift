import Value

extension FactName {
    /// What is about to be applied, in short.
    public static let rendered: FactName = "rendered"
    /// Which rights are missing for it.
    public static let access: FactName = "access"
    /// The pull secrets that its pods name.
    public static let pullSecrets: FactName = "pullSecrets"
    /// The ConfigMaps and Secrets without which its pods do not start.
    static let podSources: FactName = "podSources"
    /// The namespaces that its pods go to.
    public static let podNamespaces: FactName = "podNamespaces"
    /// What the server says of its objects.
    public static let admission: FactName = "admission"
}

extension FactSource {
    /// What is about to be done.
    static let planned: [FactSource] = [
        FactSource(.operators, "what there is of each of `want.operators`, and what becomes of it") { context in
            try await context.gatherer.decidedOperators()
        },
        FactSource(
            .rendered,
            "what is about to be applied, without what Secrets, environments and arguments hold; absent where nothing is "
                + "planned",
            // What becomes of operators decides which of them are rendered.
            needs: [.operators]
        ) { context in
            let planned = context.gatherer.planned
            guard let render = planned.rendered else { return .absent }
            let parts = try await context.reading { try await render($0) }
            planned.memory.keep(parts)
            return .known(.array(parts.map(\.summary)))
        },
        FactSource(
            .access, "which rights are missing for it; absent where nothing is planned", needs: [.rendered]
        ) { context in
            let planned = context.gatherer.planned
            guard let ask = planned.access, let parts = try context.renderedParts() else { return .absent }
            let access = try await context.reading { try await ask($0, parts) }
            planned.memory.keep(roles: access.roles)
            return .known(access.value)
        },
        FactSource(
            .pullSecrets,
            "the pull secrets that pods of `rendered` name and that are no part of it: their types and for which registries "
                + "they are, never what they hold; absent where none is named",
            needs: [.rendered]
        ) { context in
            try await context.gatherer.pullSecrets(PullSecret.all(in: try context.known(.rendered)))
        },
        FactSource(
            .podSources,
            "the ConfigMaps and Secrets without which pods of `rendered` do not start and that are no part of it, tokens of "
                + "models and what operators' own pods need left out: whether they are there, never what they hold; absent "
                + "where none is named",
            needs: [.rendered]
        ) { context in
            try await context.gatherer.podSources(
                PodSource.all(in: try context.known(.rendered), for: context.subject))
        },
        FactSource(
            .podNamespaces,
            "the namespaces that pods of `rendered` go to, each read by name, with the Pod Security level that it enforces; "
                + "absent where nothing is planned",
            needs: [.rendered]
        ) { context in
            let rendered = try context.known(.rendered)
            guard !rendered.isNull else { return .absent }
            return try await context.gatherer.podNamespaces(PodNamespace.names(in: rendered, context.subject))
        },
        FactSource(
            .admission, "what the server says of its objects in dry runs; absent where nothing is planned",
            needs: [.rendered]
        ) { context in
            guard let ask = context.gatherer.planned.admission, let parts = try context.renderedParts() else {
                return .absent
            }
            let facts = try await context.reading { try await ask($0, parts) }
            return .known(.array(facts.map(\.value)))
        },
    ]
}

extension FactContext {
    /// What was rendered, in full; nil where nothing is planned.
    ///
    /// - Throws: why it is not known.
    fileprivate func renderedParts() throws(UnknownReason) -> [RenderedPart]? {
        try known(.rendered).isNull ? nil : gatherer.planned.memory.parts
    }
}
