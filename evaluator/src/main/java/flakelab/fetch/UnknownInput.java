package flakelab.fetch;

/// An input of a type we do not know, as a newer lock file may have; it can be kept and compared.
public record UnknownInput(Attributes attributes) implements Input {
    @Override
    public Input with(Attributes other) {
        return new UnknownInput(other);
    }

    @Override
    public Url url() {
        throw FetchErrors.cannotShow(attributes);
    }

    @Override
    public boolean isLocked(FetchSettings settings) {
        return false;
    }

    @Override
    public Input at(java.util.Optional<String> ref, java.util.Optional<flakelab.hash.Hash> rev) {
        return this;
    }

    @Override
    public String toString() {
        return url().toString();
    }
}
