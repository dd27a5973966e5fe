package flakelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The installed kernel as a process, driven by Jupyter's own client and conformance suite.
class ClientTest {
    @Test
    void jupytersOwnSuiteAndOursPass(@TempDir Path folder) throws Exception {
        String said = Jupyter.with(folder, "jupyter_kernel_test", "jupyter_client")
            .run(Path.of(
                    "src/test/python/test_kernel.py"), "-v");
        assertThat(said).contains("OK");
    }
}
