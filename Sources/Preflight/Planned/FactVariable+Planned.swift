import Value

extension FactVariable {
    /// What is about to be done.
    static let planned: [FactVariable] = [
        FactVariable(
            "operators", from: [.operators],
            form: """
                [{name, namespace, title, action, code, reason, next, version, owner, unseen, warnings, \
                needs [{by, name, versions}]}]
                """,
            "what becomes of each of `want.operators`; `needs` are what the version that will be there works with"
        ) { (facts) throws(UnknownReason) in
            try RecordedFor.operators(try facts.known(.operators), wanted: facts.subject.operators)
        },
        FactVariable(
            "rendered", from: [.rendered],
            form: """
                {parts [{owner, release, namespace, unchanged, unknown, missingNamespaces, recordBytes, crdsUnknown, \
                objects}], objects [{apiVersion, kind, namespace, name, hook, held, bytes, annotationBytes, dataBytes, \
                images, owner, title}], pods [{path, replicas, perNode, exact, images, containers, pullSecrets, \
                use {milliCPU, memory, disk}, requests, unread [{container, list, resource, text}], runtimeClass, \
                priorityClass, serviceAccount, nodeSelector, tolerations, claims, resourceClaims, baseline, restricted, \
                owner, object, namespace, held, hook}], \
                containers [{name, init, requests, limits, namespace, object, exact}], \
                namespaces [{name, missing, totals, lacking}], \
                crds [{name, present, findings, refusal, next, left, owner}], \
                unknown [{code, message, next, owner}], crdsUnknown [{code, message, next, owner}]}
                """,
            """
            what is about to be applied; `held` are objects that their release has already, `exact` pods those that follow \
            from an object of Kubernetes' own, `unread` quantities that cannot be read, `totals` what is added to a \
            namespace by the names that quotas count it under, `lacking` what cannot be read of that by the same names; \
            null where nothing is planned
            """
        ) { (facts) throws(UnknownReason) in try facts.rendered() },
        FactVariable(
            "access", from: [.access],
            form: """
                {gaps [{owner, line, namespace}], wishes [{owner, line, namespace}], unasked, role}
                """,
            "rights that are missing; `wishes` are those that are made use of where they are there, null where nothing is "
                + "planned"
        ) { (facts) throws(UnknownReason) in try facts.known(.access) },
        FactVariable(
            "admission", from: [.admission],
            form: """
                [{owner, object, result, message, fields, managers, dropped, builtIn, tolerated, seen, next, code, verb, \
                resource}]
                """,
            """
            what the server says of each object: `result` is `accepted`, `refused`, `pruned`, `immutable`, `conflict`, \
            `foreign`, `deferred` or `unknown`, `seen` says that it could be looked at; null where nothing is planned
            """
        ) { (facts) throws(UnknownReason) in try facts.known(.admission) },
        FactVariable(
            "quotaFindings", from: [.rendered, .wantedQuotas, .wantedLimitRanges],
            form: """
                {over [{namespace, quota, resource, hard, used, added}], unstated [{namespace, quota, resource, \
                containers}], scoped [{namespace, quota}]}
                """,
            """
            what ResourceQuotas leave no room for, and what containers have to state because a quota counts it; `scoped` are \
            quotas that are about some pods, which is not looked at. The check has to ask for `spec` and `status` of \
            resourcequotas and `spec.limits` of limitranges
            """
        ) { (facts) throws(UnknownReason) in
            try QuotaFindings(
                rendered: try facts.rendered(), quotas: try facts.known(.wantedQuotas),
                limitRanges: try facts.known(.wantedLimitRanges)
            ).value
        },
        FactVariable(
            "limitFindings", from: [.rendered, .wantedLimitRanges],
            form: "[{namespace, limitRange, object, exact, container, message}]",
            "what LimitRanges refuse of rendered pods; the check has to ask for `spec.limits` of limitranges"
        ) { (facts) throws(UnknownReason) in
            try LimitFindings(
                rendered: try facts.rendered(), limitRanges: try facts.known(.wantedLimitRanges)
            ).value
        },
        FactVariable(
            "podSecurity", from: [.rendered, .namespaceObjects],
            form: "[{namespace, level, object, exact, findings}]",
            """
            rendered pods that the level which their namespace enforces does not take; the check has to ask for \
            `metadata.labels` of namespaces
            """
        ) { (facts) throws(UnknownReason) in
            PodSecurityFindings(
                rendered: try facts.rendered(), namespaces: try facts.known(.namespaceObjects)
            ).value
        },
    ]
}

extension FactName {
    fileprivate static let wantedQuotas = ObjectsQuery(resource: "resourcequotas", namespaces: .wanted).fact
    fileprivate static let wantedLimitRanges = ObjectsQuery(resource: "limitranges", namespaces: .wanted).fact
}

extension JudgedFacts {
    /// Null where nothing is planned.
    fileprivate func rendered() throws(UnknownReason) -> Value {
        let fact = try known(.rendered)
        return fact.isNull ? .null : RenderedView(fact, subject: subject).value
    }
}
