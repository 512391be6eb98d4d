package ais

// An Application says how the binary content of a message of type 6, 8, 25 or 26 is to be read: the designated area code
// of who defined it, 1 for IMO or the maritime identification digits of a country, and the function within that area
// (M.1371-5 annex 5).
type Application struct {
	DAC uint16
	FI  uint8
}

// Application returns the application of a binary message, or false when m has none. Its content is the field "data".
func (m *Message) Application() (Application, bool) {
	dac, ok := m.Field("dac")
	if !ok {
		return Application{}, false
	}
	fi, ok := m.Field("fid")
	return Application{uint16(dac.Raw), uint8(fi.Raw)}, ok
}

// Name returns what the application is for in a few words, or "" when it is not among the common ones.
func (a Application) Name() string { return applications[a] }

// applications holds those of IMO SN.1/Circ.236 and Circ.289, of the inland waterways (the standard of the Central
// Commission for the Navigation of the Rhine) and the common ones of countries.
var applications = map[Application]string{
	{1, 0}:  "text telegram",
	{1, 1}:  "application acknowledgement",
	{1, 2}:  "interrogation for function",
	{1, 3}:  "capability interrogation",
	{1, 4}:  "capability reply",
	{1, 5}:  "acknowledgement of an addressed application",
	{1, 11}: "meteorological and hydrological data (2004)",
	{1, 12}: "dangerous cargo indication (2004)",
	{1, 13}: "fairway closed",
	{1, 14}: "tidal window (2004)",
	{1, 15}: "extended ship static and voyage data",
	{1, 16}: "number of persons on board",
	{1, 17}: "synthetic targets of traffic services",
	{1, 18}: "clearance time to enter port",
	{1, 19}: "marine traffic signal",
	{1, 20}: "berthing data",
	{1, 21}: "weather observation from ship",
	{1, 22}: "area notice, broadcast",
	{1, 23}: "area notice, addressed",
	{1, 24}: "extended ship static and voyage data",
	{1, 25}: "dangerous cargo indication",
	{1, 26}: "environmental data",
	{1, 27}: "route information, broadcast",
	{1, 28}: "route information, addressed",
	{1, 29}: "text description, broadcast",
	{1, 30}: "text description, addressed",
	{1, 31}: "meteorological and hydrological data",
	{1, 32}: "tidal window",
	{1, 40}: "number of persons on board (2001)",

	{200, 10}: "inland ship static and voyage data",
	{200, 21}: "estimated time of arrival at lock, bridge or terminal",
	{200, 22}: "required time of arrival at lock, bridge or terminal",
	{200, 23}: "inland emergency warning",
	{200, 24}: "inland water levels",
	{200, 40}: "inland signal status",
	{200, 55}: "inland number of persons on board",

	{235, 10}: "aid to navigation monitoring (United Kingdom)",
	{250, 10}: "aid to navigation monitoring (Ireland)",

	{366, 56}: "encrypted position (US Coast Guard)",
	{366, 57}: "encrypted static data (US Coast Guard)",
}
