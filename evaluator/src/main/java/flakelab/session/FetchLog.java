package flakelab.session;

import flakelab.fetch.Log;
import flakelab.text.Verbosity;

/// What fetching has to say, told to the session's user.
record FetchLog(SessionWorld world) implements Log {
    @Override
    public void warn(String message) {
        world.warn(message);
    }

    @Override
    public void say(Verbosity level, String message) {
        world.say(level, message);
    }

    @Override
    public void notice(String message) {
        world.notice(message);
    }
}
