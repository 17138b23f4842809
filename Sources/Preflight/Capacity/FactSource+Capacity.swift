extension FactSource {
    /// What keeps pods to some of the nodes besides these themselves.
    static let capacity: [FactSource] = [
        FactSource(
            .claimedVolumes,
            "the volumes behind the claims that deployments mount, and which nodes reach them; absent where none mounts any",
            objects: [ClaimedVolume.claims], isWanted: { !$0.mountedClaims.isEmpty }
        ) { context in
            try await context.gatherer.claimedVolumes(
                context.subject.mountedClaims, listed: context.fact(.volumeClaims))
        }
    ]
}
