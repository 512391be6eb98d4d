package orbit_test

import (
	"fmt"
	"time"

	"entente/cal"
	"entente/geo"
	"entente/watch/orbit"
)

const vanguard = `VANGUARD 1
1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753
2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667
`

func ExampleCatalogue_Passes() {
	catalogue, refused := orbit.ReadElements([]byte(vanguard))
	if len(refused) > 0 {
		fmt.Println(refused)
		return
	}
	sicily, err := orbit.AreaOfBox(geo.Box{West: 12, South: 36.5, East: 15.7, North: 38.4})
	if err != nil {
		fmt.Println(err)
		return
	}
	start := cal.InstantOf(time.Date(2000, 6, 28, 0, 0, 0, 0, time.UTC))
	window := orbit.Window{From: start, To: start + cal.Instant(24*time.Hour/time.Microsecond)}

	var passes []orbit.Pass
	for pass, err := range catalogue.Passes(sicily, window, orbit.Options{MinElevation: 20}) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		passes = append(passes, pass)
		fmt.Printf("%s %s to %s, %.0f°\n", pass.Name, pass.Rise.Time().Format("15:04"), pass.Set.Time().Format("15:04"), pass.Elevation)
	}
	gaps := orbit.Coverage(passes, window)
	fmt.Printf("longest gap %v\n", gaps.Longest.Duration().Round(time.Minute))
	// Output:
	// VANGUARD 1 06:04 to 06:17, 40°
	// VANGUARD 1 08:22 to 08:45, 78°
	// VANGUARD 1 10:43 to 11:14, 80°
	// VANGUARD 1 13:06 to 13:40, 57°
	// VANGUARD 1 15:36 to 15:56, 27°
	// longest gap 8h3m0s
}
