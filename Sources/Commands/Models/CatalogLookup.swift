import Models

/// The model that a user names.
enum CatalogLookup {
    /// From the catalog, or one of which only the id is known.
    ///
    /// - Throws: `CommandFailure` for what can be no repository id.
    static func model(_ id: String) throws -> Model {
        if let model = try ModelCatalog.builtIn().model(id) { return model }
        guard Model.isRepositoryID(id) else {
            throw CommandFailure(
                .usage, "'\(id)' is not a model id", hint: "ids look like Qwen/Qwen3-0.6B; groundcrew models list")
        }
        return Model(unlisted: id)
    }
}
