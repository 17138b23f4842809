import Events
import Formats
import Kubernetes
import Synchronization

extension RunRecorder {
    /// - Parameter isLast: what the cluster does not take now is kept as a file.
    func store(isLast: Bool = false) async {
        let (journal, words, isFile, isNew) = state.withLock { ($0.journal, $0.words, $0.isFile, !$0.isStored) }
        if isFile { return await storeFile(journal, words, because: nil) }
        do {
            let secrets = secrets
            try await shielded { try await secrets.save(journal, hiding: words, isNew: isNew) }
            state.withLock { $0.isStored = true }
        } catch {
            let refused = error as? KubernetesError
            if isLast || refused?.isFinalRefusal == true {
                await storeFile(journal, words, because: error)
            } else if refused?.code != .notFound {
                // Without its namespace it waits for the first change, which makes that.
                warnOnce("the run's journal could not be stored (\(error)); it is tried again")
            }
        }
    }

    private func storeFile(_ journal: RunJournal, _ words: SecretWords, because reason: (any Error)?) async {
        let why = reason.map { "the cluster does not take the run's journal (\($0))" }
        guard let files else {
            return warnOnce(
                "\(why ?? "the run's journal cannot be stored"), and there is no folder for it: none is kept")
        }
        do {
            try await files.save(journal, hiding: words, isNew: false)
            state.withLock { state in
                state.isFile = true
                state.isStored = true
            }
            if let why { tell(.warning, "\(why); it is the file \(files.place(of: journal))") }
        } catch {
            warnOnce("\(why ?? "the run's journal cannot be stored") and not kept as a file either: \(error)")
        }
    }

    func prune() async {
        let (journal, isFile, isStored) = state.withLock { ($0.journal, $0.isFile, $0.isStored) }
        guard isStored else { return }
        let (secrets, files) = (secrets, files)
        do {
            try await shielded {
                let store: (any JournalStore)? = isFile ? files : secrets
                try await store?.prune(like: journal, keeping: JournalLimits.kept)
            }
        } catch {
            return  // The next run removes what this one could not.
        }
    }

    /// Out of reach of a cancellation, for a few seconds.
    private func shielded(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let clock = client.options.clock
        try await CancellationShield.run { try await withTimeout(JournalLimits.patience, clock: clock, work) }
    }
}

extension KubernetesError {
    /// A refusal that asking again does not change.
    fileprivate var isFinalRefusal: Bool {
        [.forbidden, .unauthorized, .admissionDenied, .invalid, .badRequest, .requestTooLarge, .unsupported]
            .contains(code)
    }
}
