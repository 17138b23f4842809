import Value

extension FactName {
    /// For which processors images are made.
    static let imagePlatforms: FactName = "imagePlatforms"
}

extension FactSource {
    /// What registries say of images.
    static let stack: [FactSource] = [
        FactSource(
            .imagePlatforms,
            "for which processors the images of `rendered` are made, by their registries; absent where every node is amd64",
            needs: [.nodes, .rendered]
        ) { context in
            let nodes = try (context.known(.nodes).array ?? []).map(NodeFact.init(value:))
            guard ImagePlatforms.matter(to: nodes) else { return .absent }
            return try await context.gatherer.imagePlatforms(ImagePlatforms.images(of: try context.known(.rendered)))
        }
    ]
}
