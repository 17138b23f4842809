import Kubernetes

/// One question for objects; several make up a fact where namespaces or names are given.
enum ObjectsRead: Sendable, Hashable {
    case list(namespace: String?, labels: String?, fields: String?)
    case one(name: String, namespace: String?)

    /// What is to be asked, in order; pure. Of namespaces themselves, those that are given are read by name.
    ///
    /// - Parameter wanted: the namespaces that are wanted.
    /// - Throws: where the type does not stand in namespaces, and namespaces are given.
    static func all(
        of query: ObjectsQuery, _ type: ResourceType, in wanted: [String]
    ) throws(UnknownReason) -> [ObjectsRead] {
        let namespaces: [String]? =
            switch query.namespaces {
            case .all: nil
            case .wanted: wanted
            case .named(let some): some
            }
        if let namespaces, query.isOfNamespaces { return namespaces.map { ObjectsRead.one(name: $0, namespace: nil) } }
        guard type.isNamespaced || namespaces == nil else {
            throw UnknownReason(
                .failed, "\(query.type) do not stand in namespaces, so that nothing of them can be read there")
        }
        guard query.names.isEmpty else {
            if let namespaces {
                return namespaces.flatMap { namespace in
                    query.names.map { ObjectsRead.one(name: $0, namespace: namespace) }
                }
            }
            guard type.isNamespaced else { return query.names.map { ObjectsRead.one(name: $0, namespace: nil) } }
            // Wherever it stands.
            return query.names.map { ObjectsRead.list(namespace: nil, labels: nil, fields: "metadata.name=\($0)") }
        }
        guard let namespaces else {
            return [.list(namespace: nil, labels: query.labelSelector, fields: query.fieldSelector)]
        }
        return namespaces.map {
            ObjectsRead.list(namespace: $0, labels: query.labelSelector, fields: query.fieldSelector)
        }
    }
}
