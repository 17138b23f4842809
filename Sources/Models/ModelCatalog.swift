import Value
import YAML

/// The models that groundcrew knows.
public struct ModelCatalog: Sendable {
    public let models: [Model]

    public init(_ models: [Model]) { self.models = models }

    /// The catalog inside the binary.
    ///
    /// - Throws: `ModelError` only when the binary was built from a broken catalog, which a test prevents.
    public static func builtIn() throws(ModelError) -> ModelCatalog {
        try ModelCatalog(yaml: PackageResources.catalog_yaml, file: "catalog.yaml")
    }

    /// - Throws: `ModelError`, located in `file`, for unknown or missing fields, wrong types and ids that occur twice.
    public init(yaml: [UInt8], file: String) throws(ModelError) {
        do {
            guard let document = try YAML.decodeAll(yaml, file: file).first else {
                self.init([])
                return
            }
            var models: [Model] = []
            var seen: Set<String> = []
            for entry in try YAMLFields.list(document) {
                let model = try CatalogEntry.model(entry)
                guard seen.insert(model.id).inserted else { throw entry.error("id", "\(model.id) is listed twice") }
                models.append(model)
            }
            self.init(models)
        } catch {
            throw ModelError(.invalidCatalog, "\(error)")
        }
    }

    /// The model of that id, without regard to letter case; nil when the catalog does not list it.
    public func model(_ id: String) -> Model? {
        models.first { $0.id == id } ?? models.first { $0.id.lowercased() == id.lowercased() }
    }

    /// Models whose id, name, description or license contain every word of `query`, without regard to letter case.
    public func search(_ query: String) -> [Model] {
        let words = query.lowercased().split(separator: " ")
        return models.filter { model in
            let text = [model.id, model.name, model.summary, model.license ?? ""].joined(separator: " ").lowercased()
            return words.allSatisfy { text.contains($0) }
        }
    }
}
